import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSettings } from './deploySettings.mjs';
import { root } from './paths.mjs';

/** So short that tests see a session being renewed. */
const RENEW_SESSIONS = 'COOKIE_REFRESH=10s\n';

/** With the override, so that its containers are found as well. */
const NGINX = 'docker-compose.yaml:deploy/nginx/compose.yaml';

/**
 * Calls a function with the environment for a deployment of its own, beside one that may be running: fresh secrets, free ports,
 * other names. What was started in it is gone afterwards, and its logs are in e2e-test-results.
 *
 * @template T
 * @param {(deployment?: { env: NodeJS.ProcessEnv, nginxEnv: NodeJS.ProcessEnv }) => Promise<T>} use - gets nothing where there is no
 * Docker engine
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
  const nginxEnv = { ...env, COMPOSE_FILE: NGINX };
  await writeFile(env.COMPOSE_ENV_FILES, await testSettings(), { mode: 0o600 });
  try {
    return await use({ env, nginxEnv });
  } finally {
    await keepLogs(nginxEnv);
    compose(nginxEnv, 'down', '--volumes', '--timeout=3');
    await rm(folder, { recursive: true });
  }
}

function dockerAnswers() {
  const commands = [['compose', 'version'], ['info']];
  return commands.every(args => docker({}, ...args).status === 0);
}

async function testSettings() {
  const [portal, keycloak] = await freePorts(2);
  return demoSettings({ portal, keycloak }) + RENEW_SESSIONS;
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map(
      server => new Promise(resolve => server.listen(0, '127.0.0.1', resolve)),
    ),
  );
  const ports = servers.map(server => server.address().port);
  servers.forEach(server => server.close());
  return ports;
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
