import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';

const root = join(__dirname, '..', '..');

/** Runs a command of Docker and returns what it printed. */
export function docker(...args: string[]): Promise<string> {
  return dockerWith({}, ...args);
}

/** Runs a command of Docker Compose, for the deployment that the environment names. */
export function compose(...args: string[]): Promise<string> {
  return docker('compose', ...args);
}

/** The same with other settings than those of the deployment. */
export function composeWith(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<string> {
  return dockerWith(env, 'compose', ...args);
}

/** Runs a statement as the owner of the database server, and returns what comes of it, without decoration. */
export function sql(statement: string, database = 'postgres') {
  return compose(
    ...['exec', '-T', 'postgres', 'psql', '--username', 'postgres'],
    ...['--no-align', '--tuples-only', database, '--command', statement],
  );
}

/** The image of the portal. */
export async function backstageImage(): Promise<string> {
  const { services } = JSON.parse(await compose('config', '--format', 'json'));
  return services.backstage.image;
}

/** The ids of a service's containers that are running. */
export async function containersOf(service: string): Promise<string[]> {
  return (await compose('ps', '--quiet', service)).split('\n');
}

/** Runs a script in the backend's own Node, inside a container of it, and returns what it printed. */
export function inBackend(container: string, script: string): Promise<string> {
  return docker('exec', container, '/nodejs/bin/node', '-e', script);
}

/** Everything that a container has logged. */
export async function logOf(container: string): Promise<string> {
  const { stdout, stderr } = await run({}, ['logs', container]);
  return stdout + stderr;
}

async function dockerWith(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<string> {
  const { stdout } = await run(env, args);
  return stdout.trim();
}

function run(env: NodeJS.ProcessEnv, args: string[]) {
  return promisify(execFile)('docker', args, {
    cwd: root,
    env: { ...process.env, ...env },
    maxBuffer: 1e9,
  });
}
