import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSettings } from './lib/checkSettings.mjs';
import { compose, envFile, failedServices } from './lib/deployment.mjs';
import { readEnvFile } from './lib/envFile.mjs';
import { root } from './paths.mjs';
import { UserError, runMain } from './userError.mjs';

/** Starts the deployment of docker-compose.yaml, and ends with its address or with the cause of the failure. */
await runMain(async () => {
  if (!existsSync(envFile) && !writeSettings()) {
    return 1;
  }
  const text = readFileSync(envFile, 'utf8');
  const problems = checkSettings(text);
  if (problems.length > 0) {
    throw new UserError(
      [`Nothing was started. ${envFile}:`, ...problems].join('\n  '),
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
    ? 'The portal did not start. The message of Docker Compose above says why.'
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
