import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { root } from './clone.mjs';
import { docker, run } from './commands.mjs';
import { startIdentityProvider } from './identityProvider.mjs';

const CONTAINER = 'gatehouse-bench';
const PORT = 7077;
const ADDRESS = `http://127.0.0.1:${PORT}`;
const POLL_MS = 10;
const START_TIMEOUT_MS = 300_000;
/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** Configuration that both sides share: same address, SQLite in memory, same catalog. */
const CONFIG = {
  app_baseUrl: ADDRESS,
  backend_baseUrl: ADDRESS,
  backend_listen: `127.0.0.1:${PORT}`,
  backend_cache: { store: 'memory' },
  backend_database: {
    client: 'better-sqlite3',
    pluginDivisionMode: 'database',
    connection: ':memory:',
    // Otherwise, each connection would have its own database.
    knexConfig: { pool: { max: 1 } },
  },
  auth_environment: 'production',
  catalog_locations: [
    location('org.yaml', 'User', 'Group'),
    location(
      'entities.yaml',
      'Component',
      'System',
      'Domain',
      'API',
      'Resource',
    ),
    location('template.yaml', 'Template'),
  ],
};

function location(file, ...allow) {
  return {
    type: 'file',
    target: `/app/catalog/${file}`,
    rules: [{ allow }],
  };
}

/** Environment variables that override Backstage's configuration files. */
export function appConfigVariables(config) {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      `APP_CONFIG_${key}`,
      JSON.stringify(value),
    ]),
  );
}

/**
 * Runs the backend of a side in a container while `use` measures it.
 *
 * @template T
 * @param {import('./sides.mjs').Side} side
 * @param {(backend: Awaited<ReturnType<typeof start>>) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withBackend(side, use) {
  const provider = await startIdentityProvider();
  try {
    return await use(await start(side, provider));
  } finally {
    removeContainer();
    await provider.stop();
  }
}

async function start({ image, refreshPath, environment }, provider) {
  const variables = {
    ...appConfigVariables(CONFIG),
    ...environment(ADDRESS, provider.issuer),
  };
  removeContainer();
  docker(
    'create',
    `--name=${CONTAINER}`,
    // The backend reaches the identity provider of the benchmark, and requests don't pass through Docker's proxy.
    '--network=host',
    // Health checks run in separate processes, which would distort the measurement.
    '--no-healthcheck',
    `--volume=${root}e2e-tests/catalog:/app/catalog:ro`,
    ...Object.entries(variables).map(
      ([name, value]) => `--env=${name}=${value}`,
    ),
    image,
  );
  docker('start', CONTAINER);
  const [pid, startedAt] = docker(
    'inspect',
    '--format={{.State.Pid}} {{.State.StartedAt}}',
    CONTAINER,
  ).split(' ');
  const refreshUrl = ADDRESS + refreshPath;
  await untilOk(pid, `${ADDRESS}/.backstage/health/v1/readiness`);
  await untilOk(pid, refreshUrl, { headers: await provider.headers() });
  return {
    url: ADDRESS,
    refreshUrl,
    identityHeaders: provider.headers,
    startMs: Date.now() - Date.parse(startedAt),
    cpuMs: () => cpuMs(pid),
    memoryBytes: () => memoryBytes(pid),
  };
}

/** Also removes the container of a benchmark that was interrupted. */
function removeContainer() {
  spawnSync('docker', ['rm', '--force', '--volumes', CONTAINER]);
}

/** User and system CPU time of all threads. */
function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident set size. */
function memoryBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)[1]) * 1024;
}

async function untilOk(pid, url, options) {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await isOk(url, options))) {
    if (Date.now() > end || !existsSync(`/proc/${pid}`)) {
      run('docker', ['logs', '--tail=30', CONTAINER]);
      throw new Error(`${url} doesn't become ready. See the log above.`);
    }
    await setTimeout(POLL_MS);
  }
}

async function isOk(url, options) {
  try {
    const response = await fetch(url, options);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
