import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, glob, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/*
 * Starts the backend when the image is built:
 *
 *   node warmUp.mjs compile <arguments of the backend>   so that Node keeps what V8 compiles
 *   node warmUp.mjs check <arguments of the backend>     to see that this is used, and that the log is without secrets
 */
const [task, ...args] = process.argv.slice(2);

const COMPILED = join(import.meta.dirname, 'compile-cache');
const SECRET = 'a-secret-of-the-warm-up';
const ADVICE = 'Build with --build-arg QUICK_START=false, and report this.';

if (task === 'compile') {
  await mkdir(COMPILED);
}
if (process.env.QUICK_START === 'true') {
  await { compile, check }[task]();
}

async function compile() {
  await start({ env: { NODE_COMPILE_CACHE: COMPILED } });
  // Node writes for its own user only.
  for await (const path of glob(join(COMPILED, '*', '*'))) {
    await chmod(path, 0o644);
  }
}

async function check() {
  const log = await start({
    env: {
      NODE_DEBUG_NATIVE: 'COMPILE_CACHE',
      APP_CONFIG_backend_auth_externalAccess: JSON.stringify([
        { type: 'static', options: { token: SECRET, subject: 'warm-up' } },
      ]),
    },
    // Whatever is asked for stands in the log.
    visit: `/${SECRET}`,
  });
  const count = pattern => log.match(pattern)?.length ?? 0;
  const accepted = count(/was accepted/g);
  const refused = count(/was rejected/g);
  if (accepted < 1000 || refused > 0) {
    throw new Error(
      `Node does not use what V8 compiled: it took ${accepted} files and refused ${refused}. ${ADVICE}`,
    );
  }
  if (log.includes(SECRET) || !log.includes('GET /*** ')) {
    throw new Error(`The log of the backend shows secrets. ${ADVICE}`);
  }
  console.log(`${accepted} files need not be compiled at the start.`);
}

/** Resolves with what the backend wrote, after it was ready, was visited, and has stopped. */
async function start({ env, visit = '/' }) {
  const port = await findFreePort();
  const backend = spawn(process.execPath, args, {
    env: {
      ...process.env,
      PUBLIC_URL: 'http://localhost',
      OIDC_ISSUER: 'http://localhost',
      OIDC_CLIENT_ID: 'none',
      APP_CONFIG_backend_listen: `127.0.0.1:${port}`,
      APP_CONFIG_backend_database_client: 'better-sqlite3',
      APP_CONFIG_backend_database_connection: ':memory:',
      APP_CONFIG_backend_database_pluginDivisionMode: 'database',
      ...env,
    },
  });
  let log = '';
  for (const stream of [backend.stdout, backend.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      log += text;
    });
  }
  let running = true;
  const end = once(backend, 'close').then(() => {
    running = false;
  });
  const ask = path => fetch(`http://127.0.0.1:${port}${path}`);
  const isReady = () =>
    ask('/.backstage/health/v1/readiness').then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (!running) {
      throw new Error(`The backend does not start:\n${log.slice(-5000)}`);
    }
    await setTimeout(100);
  }
  await ask(visit);
  backend.kill('SIGTERM');
  await end;
  return log;
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
