import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after } from 'node:test';
import { quoteEnvValue } from '../../scripts/lib/envFile.mjs';
import { root } from '../../scripts/lib/command.mjs';

/** A folder for .env and other files, removed at the end. */
export const folder = mkdtempSync(join(tmpdir(), 'deploy-'));

/** The minimum settings to start. */
export const VALUES = {
  PUBLIC_URL: 'https://portal.example.com',
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'portal',
  OIDC_CLIENT_SECRET: 'client-secret',
  COOKIE_SECRET: '0123456789abcdef',
  SESSIONS_PASSWORD: 'sessions',
  CACHE_PASSWORD: 'cache',
  POSTGRES_PASSWORD: 'postgres',
  BACKSTAGE_DATABASE_PASSWORD: 'backstage',
};
/** Passwords for services that take seconds to start. */
export const PASSWORDS = ['p@ss:w/rd#%?&', `'it"s\\`, 'dollar$HOME ${PATH}'];

const project = `gatehouse-${basename(
  process.argv[1],
  '.test.mjs',
)}`.toLowerCase();

/** Each test file has its own Compose project, because files run at the same time. */
export const environment = {
  ...process.env,
  COMPOSE_PROJECT_NAME: project,
  COMPOSE_ENV_FILES: join(folder, '.env'),
};

/** Runs Docker Compose in the file's own project, with these settings in addition to VALUES. */
export function compose(args, values = {}, { input, cwd = root } = {}) {
  const lines = Object.entries({ ...VALUES, ...values }).map(
    ([name, value]) => `${name}=${quoteEnvValue(value)}`,
  );
  writeFileSync(environment.COMPOSE_ENV_FILES, lines.join('\n'));
  const { status, stdout, stderr } = spawnSync('docker', ['compose', ...args], {
    cwd,
    encoding: 'utf8',
    input,
    env: environment,
  });
  return { status, stdout, output: stdout + stderr };
}

/** Builds and starts a single service. Fails if it does not become healthy. */
export function up(service, values) {
  const { status, output } = compose(
    ['up', '--build', '--wait', '--no-deps', service],
    values,
  );
  assert.equal(status, 0, output);
}

/** Runs a new container of a service, with options of `docker compose run`. */
export function run(service, { values, options = [], args = [], input }) {
  return compose(
    ['run', '--rm', '--no-deps', '-T', ...options, service, ...args],
    values,
    { input },
  );
}

/** Runs a script with Node in a new backend container. */
export function inBackend(values, script) {
  return run('backstage', {
    values,
    options: ['--entrypoint=/nodejs/bin/node'],
    args: ['-e', script],
  });
}

after(() => {
  const everything = ['--profile=*', 'down', '--volumes', '--rmi=local'];
  compose([...everything, '--remove-orphans', '--timeout=3']);
  rmSync(folder, { recursive: true });
});
