import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runCommand } from './commands.mjs';
import { findFreePort } from './servers.mjs';

const USER = 'postgres';
const OUR_DATABASE = 'gatehouse';

/** Whether there is PostgreSQL on this machine. */
export function hasPostgres() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => existsSync(join(folder, 'initdb')));
}

let started;

/** The variables under which both sides look for their database: one server, from its first use to the end of this process. */
export async function postgresEnv() {
  started ??= startPostgres();
  return {
    POSTGRES_HOST: '127.0.0.1',
    POSTGRES_PORT: String(await started),
    POSTGRES_USER: USER,
    POSTGRES_PASSWORD: 'bench',
    POSTGRES_DATABASE: OUR_DATABASE,
  };
}

/** @returns the port */
async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  const identity = unprivileged(folder);
  const port = await findFreePort();
  await runCommand(
    ['initdb', '--username', USER, '--auth=trust', '--no-sync', folder],
    identity,
  );
  await runCommand(
    [
      'pg_ctl',
      `--pgdata=${folder}`,
      `--options=-p ${port} -h 127.0.0.1 -k ${folder}`,
      `--log=${join(folder, 'log')}`,
      '--wait',
      'start',
    ],
    identity,
  );
  process.once('exit', () => {
    execFileSync('pg_ctl', [`--pgdata=${folder}`, '--mode=immediate', 'stop'], {
      ...identity,
      stdio: 'ignore',
    });
    rmSync(folder, { recursive: true });
  });
  await runCommand([
    'createdb',
    '--host=127.0.0.1',
    `--port=${port}`,
    `--username=${USER}`,
    OUR_DATABASE,
  ]);
  return port;
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
function unprivileged(folder) {
  if (process.getuid() !== 0) {
    return {};
  }
  const id = flag =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  const identity = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, identity.uid, identity.gid);
  return { ...identity, cwd: folder };
}
