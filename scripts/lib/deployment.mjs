import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { UserError } from '../userError.mjs';

/** Where Docker Compose finds its settings. */
export const envFile = process.env.COMPOSE_ENV_FILES ?? join(root, '.env');

/** Runs Docker Compose in the foreground and returns its exit code. */
export function compose(...args) {
  return new Promise((resolve, reject) => {
    spawn('docker', ['compose', ...args], { cwd: root, stdio: 'inherit' })
      .on('error', () =>
        reject(new UserError('Docker with Compose is not installed here.')),
      )
      .on('close', resolve);
  });
}

/** The services that did not start, each with the last lines of its log. */
export function failedServices() {
  return containers()
    .filter(
      ({ State, Health, ExitCode }) =>
        Health === 'unhealthy' ||
        ['restarting', 'dead'].includes(State) ||
        (State === 'exited' && ExitCode !== 0),
    )
    .map(({ Service }) => ({
      service: Service,
      log: output('logs', '--no-log-prefix', '--tail=20', Service).trim(),
    }));
}

/** Compose prints one array, or one object per line, depending on its version. */
function containers() {
  const printed = output('ps', '--all', '--format=json').trim();
  const lines = printed.startsWith('[') ? [printed] : printed.split('\n');
  return lines.filter(Boolean).flatMap(line => JSON.parse(line));
}

function output(...args) {
  const { stdout, stderr } = spawnSync('docker', ['compose', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return stdout || stderr;
}
