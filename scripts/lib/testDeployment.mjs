import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './command.mjs';
import { demoSettings } from './envFile.mjs';
import { freePortFrom } from './ports.mjs';
import { nodeReport, playwrightReport } from './steps.mjs';

/** Refreshes sessions soon enough for tests to see it, serves metrics, and gives CI jobs access. */
const EXTRA = `COOKIE_REFRESH=10s\nMETRICS_PORT=9464\nCI_TOKEN=${randomBytes(
  24,
).toString('hex')}\n`;

const NO_DOCKER =
  'No Docker engine with Compose is available here. "docker info" and "docker compose version" say why.';
/** The portal with the tests' catalog. */
const CATALOG = 'docker-compose.yaml:e2e-tests/support/catalog.compose.yaml';

/**
 * Calls a function with the settings for a deployment that has its own secrets, ports and names, so that another one can keep running.
 * Afterwards, the deployment is removed, and its logs are in e2e-test-results.
 *
 * @param {(env: NodeJS.ProcessEnv | undefined) => Promise<number>} use - gets variables for Docker Compose and the tests, or undefined
 *   without Docker
 */
export async function withTestDeployment(use) {
  if (!dockerAnswers()) {
    return use();
  }
  const folder = await mkdtemp(join(tmpdir(), 'deployment-'));
  const env = {
    COMPOSE_PROJECT_NAME: 'gatehouse-test',
    COMPOSE_ENV_FILES: join(folder, '.env'),
    IMAGE: 'gatehouse:test',
  };
  await writeFile(env.COMPOSE_ENV_FILES, await testSettings(), { mode: 0o600 });
  // The database of an interrupted run knows the demo users by the provider at its former port, and so would refuse them.
  removeDeployment(env);
  try {
    return await use(env);
  } finally {
    await keepLogs(env);
    removeDeployment(env);
    await rm(folder, { recursive: true });
  }
}

/**
 * Returns the steps that test the portal behind the real oauth2-proxy.
 *
 * @param {{ node: string, yarn: string[] }} toolchain
 * @param {NodeJS.ProcessEnv} [ownEnv] - from `withTestDeployment`
 * @returns {import('./steps.mjs').Step[]}
 */
export function deploymentSteps({ node, yarn }, ownEnv) {
  if (!ownEnv) {
    return [withoutDocker('Deployment')];
  }
  const env = { ...ownEnv, COMPOSE_FILE: CATALOG };
  // part: nginx
  const nginxFiles = `${CATALOG}:deploy/nginx/compose.yaml`;
  const nginxEnv = { ...ownEnv, COMPOSE_FILE: nginxFiles };
  // end part
  const twoBackends = { ...env, BACKENDS: '2' };
  const up = (...args) => ['docker', 'compose', 'up', '--wait', ...args];
  const tests = project => ({
    command: [...yarn, 'test:e2e', `--project=${project}`],
    report: playwrightReport,
  });
  return [
    { name: 'Deployment starts', env, command: up('--build') },
    {
      name: 'Image size',
      env,
      command: [node, 'scripts/check-image.mjs'],
    },
    {
      name: 'Settings',
      // These tests choose Compose files themselves.
      env: ownEnv,
      command: [node, '--test', 'deploy/tests/*.test.mjs'],
      report: nodeReport,
    },
    { name: 'Behind oauth2-proxy', env, ...tests('compose') },
    // part: kubernetes
    { name: 'As on Kubernetes', env, ...tests('kubernetes') },
    // end part
    // part: nginx
    { name: 'Deployment with nginx', env: nginxEnv, command: up('--build') },
    { name: 'Behind nginx', env: nginxEnv, ...tests('nginx') },
    // end part
    {
      name: 'Deployment with two backends',
      env: twoBackends,
      command: up('--remove-orphans'),
    },
    { name: 'Outages and backups', env: twoBackends, ...tests('faults') },
  ];
}

/** Returns a step that says why it is skipped. */
export function withoutDocker(name) {
  return { name, skip: NO_DOCKER };
}

function dockerAnswers() {
  const commands = [['compose', 'version'], ['info']];
  return commands.every(args => docker({}, ...args).status === 0);
}

async function testSettings() {
  const portal = await freePortFrom(20_000);
  const keycloak = await freePortFrom(portal + 1);
  return demoSettings({ portal, keycloak }) + EXTRA;
}

function removeDeployment(env) {
  compose(env, 'down', '--volumes', '--remove-orphans', '--timeout=3');
}

async function keepLogs(env) {
  const folder = join(root, 'e2e-test-results');
  await mkdir(folder, { recursive: true });
  const { stdout } = compose(env, 'logs', '--no-color', '--timestamps');
  await writeFile(join(folder, 'deployment.log'), stdout);
}

function compose(env, ...args) {
  return docker(env, 'compose', ...args);
}

function docker(env, ...args) {
  return spawnSync('docker', args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
}
