import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkSettings } from './lib/checkSettings.mjs';
import { UserError, runMain } from './lib/command.mjs';
import { demoSettings, envFile, providerSettings } from './lib/envFile.mjs';
import { freePortFrom, isBusy } from './lib/ports.mjs';

const USAGE = `node scripts/deploy-init.mjs [--port 4180] [--keycloak-port 8080]   writes .env for the demo
node scripts/deploy-init.mjs [--port 4180] --issuer https://id.example.com --client-id portal
                                                                    writes .env for your provider
node scripts/deploy-init.mjs --check                                checks an existing .env`;

/** Writes .env for docker-compose.yaml, readable only by its owner, or checks the existing one. */
await runMain(async () => {
  const options = readOptions();
  if (options.check) {
    return check();
  }
  const portal = await choosePort('port', options.port, 4180);
  return options.issuer
    ? initProvider(portal, options)
    : initDemo(portal, options);
});

async function initProvider(portal, { issuer, 'client-id': clientId }) {
  await write(providerSettings({ portal, issuer, clientId }));
  console.log(`Wrote ${envFile} with new secrets, for ${issuer}. Next:

1. Register the client ${clientId} at the provider. docs/providers.md explains how.
2. In that file, set OIDC_CLIENT_SECRET to the client's secret.
3. Run node scripts/deploy.mjs, and open http://localhost:${portal}.`);
  return 0;
}

async function initDemo(portal, options) {
  const keycloak = await choosePort(
    'keycloak-port',
    options['keycloak-port'],
    8080,
    [portal],
  );
  await write(demoSettings({ portal, keycloak }));
  console.log(`Wrote ${envFile} with new secrets, for the demo. Next:

  docker compose up --build --wait

Then open http://localhost:${portal} and sign in as ada. The password is DEMO_PASSWORD in that file.`);
  return 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: 'boolean' },
        port: { type: 'string' },
        'keycloak-port': { type: 'string' },
        issuer: { type: 'string' },
        'client-id': { type: 'string' },
      },
    });
    if (Boolean(values.issuer) !== Boolean(values['client-id'])) {
      throw new Error('Use --issuer and --client-id together.');
    }
    return values;
  } catch (error) {
    throw new UserError(`${error.message}\n\n${USAGE}`);
  }
}

async function check() {
  const text = await readFile(envFile, 'utf8').catch(() => {
    throw new UserError(
      `There is no ${envFile}. To create it, run node scripts/deploy-init.mjs.`,
    );
  });
  const problems = checkSettings(text);
  if (problems.length > 0) {
    throw new UserError([`${envFile}:`, ...problems].join('\n  '));
  }
  console.log(`${envFile} has no problems.`);
  return 0;
}

async function choosePort(option, chosen, usual, others = []) {
  if (chosen === undefined) {
    const port = await freePortFrom(usual, others);
    if (port !== usual) {
      console.log(`Port ${usual} is in use. Using ${port} instead.`);
    }
    return port;
  }
  const port = Number(chosen);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UserError(
      `--${option} must be a port from 1 to 65535, not "${chosen}".`,
    );
  }
  if (others.includes(port) || (await isBusy(port))) {
    throw new UserError(`Port ${port} is in use. Choose another --${option}.`);
  }
  return port;
}

async function write(content) {
  try {
    await writeFile(envFile, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw error.code === 'EEXIST' ? alreadyThere() : error;
  }
}

function alreadyThere() {
  return new UserError(
    `${envFile} already exists, and its secrets may be in use, so nothing was changed.\nTo start over, run "docker compose down --volumes", which deletes all data, then delete the file and run this again.`,
  );
}
