import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSettings } from './lib/checkSettings.mjs';
import { UserError, root, runMain } from './lib/command.mjs';
import { envFile, readEnvFile } from './lib/envFile.mjs';

/** Starts the deployment in docker-compose.yaml, and prints its address, or why it failed. */
await runMain(async () => {
  if (!existsSync(envFile) && !writeSettings()) {
    return 1;
  }
  const text = readFileSync(envFile, 'utf8');
  const problems = checkSettings(text);
  if (problems.length > 0) {
    throw new UserError(
      [`Nothing was started. Correct ${envFile}:`, ...problems].join('\n  '),
    );
  }
  if ((await compose('up', '--build', '--wait')) !== 0) {
    throw new UserError(describeFailure());
  }
  console.log(describeSuccess(text));
  return 0;
});

function writeSettings() {
  const init = join(root, 'scripts', 'deploy-init.mjs');
  return spawnSync(process.execPath, [init], { stdio: 'inherit' }).status === 0;
}

function describeFailure() {
  const failed = failedServices();
  return failed.length === 0
    ? "The portal did not start. Docker Compose's message above says why."
    : failed
        .map(({ service, log }) => `${service} did not start:\n\n${log}`)
        .join('\n\n');
}

function describeSuccess(text) {
  const values = Object.fromEntries(
    readEnvFile(text).map(({ name, value }) => [name, value]),
  );
  const hint = values.COMPOSE_PROFILES?.split(',').includes('demo')
    ? `\nSign in as ada. The password is DEMO_PASSWORD in ${envFile}.`
    : '';
  return `\nThe portal is ready: ${values.PUBLIC_URL}${hint}`;
}

/** Runs Docker Compose in the foreground and returns its exit code. */
function compose(...args) {
  return new Promise((resolve, reject) => {
    spawn('docker', ['compose', ...args], { cwd: root, stdio: 'inherit' })
      .on('error', () =>
        reject(new UserError('Docker with Compose is not installed here.')),
      )
      .on('close', resolve);
  });
}

/** Returns the services that did not start, each with the last lines of its log. */
function failedServices() {
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
