import { execFile, execFileSync } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';

const cwd = join(__dirname, '..', '..');

/** Runs a Docker command and returns its output. */
export async function docker(...args: string[]): Promise<string> {
  return (await run({}, args)).stdout.trim();
}

/** Runs a Docker Compose command for the deployment that the environment selects. */
export function compose(...args: string[]): Promise<string> {
  return docker('compose', ...args);
}

/** Runs a Docker Compose command with some settings changed. */
export async function composeWith(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<string> {
  return (await run(env, ['compose', ...args])).stdout.trim();
}

/** Starts everything that is not running, and waits until it is healthy. */
export function startAll(...services: string[]) {
  return compose('up', '--wait', '--no-recreate', ...services);
}

/** Calls a function while a service is down. */
export async function without(service: string, act: () => Promise<unknown>) {
  await compose('stop', '--timeout=3', service);
  try {
    await act();
  } finally {
    await startAll();
  }
}

/** Calls a function while services have other settings. */
export async function withSettings(
  services: string[],
  env: NodeJS.ProcessEnv,
  act: () => Promise<unknown>,
  files: string[] = [],
) {
  const up = ['up', '--wait', '--no-deps', ...services];
  try {
    await composeWith(env, ...files, ...up);
    await act();
  } finally {
    await compose(...up);
  }
}

/** Runs a statement as the database superuser, and returns the unformatted result. */
export function sql(statement: string, database = 'postgres') {
  return compose(
    ...['exec', '-T', 'postgres', 'psql', '--username', 'postgres'],
    ...['--no-align', '--tuples-only', database, '--command', statement],
  );
}

/** Returns the portal's image. */
export async function backstageImage(): Promise<string> {
  const { services } = JSON.parse(await compose('config', '--format', 'json'));
  return services.backstage.image;
}

/** Returns the ids of a service's running containers. */
export async function containersOf(service: string): Promise<string[]> {
  return (await compose('ps', '--quiet', service)).split('\n');
}

/** Runs a script with Node in a backend's container, and returns its output. */
export function inBackend(container: string, script: string): Promise<string> {
  return docker('exec', container, '/nodejs/bin/node', '-e', script);
}

/** Returns a container's log. */
export async function logOf(container: string): Promise<string> {
  const { stdout, stderr } = await run({}, ['logs', container]);
  return stdout + stderr;
}

/** Returns a backup of the portal's database. */
export function backUp(): Buffer {
  return execFileSync('deploy/postgres/backup.sh', { cwd, maxBuffer: 1e9 });
}

/** Replaces the portal's database with a backup. */
export function restore(input: string | Buffer) {
  execFileSync('deploy/postgres/restore.sh', {
    cwd,
    input,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Replaces the portal's database with a backup, and waits until both backends are ready. */
export async function restoreAndWait(input: Buffer) {
  restore(input);
  await startAll();
}

function run(env: NodeJS.ProcessEnv, args: string[]) {
  return promisify(execFile)('docker', args, {
    cwd,
    env: { ...process.env, ...env },
    maxBuffer: 1e9,
  });
}
