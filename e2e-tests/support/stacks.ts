import { execFileSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseEnv } from 'util';

const FIND_FREE_PORTS = `
const { createServer } = require('net');
const servers = [1, 2, 3].map(() => createServer().listen(0, '127.0.0.1'));
setTimeout(() => {
  console.log(servers.map(server => server.address().port).join());
  servers.forEach(server => server.close());
}, 100);`;

// Playwright's workers inherit the variable, so that the ports are chosen once.
const { E2E_PORTS = execFileSync(process.execPath, ['-e', FIND_FREE_PORTS]) } =
  process.env;
process.env.E2E_PORTS = String(E2E_PORTS);

/** Variables that replace the portal's catalog with the tests' catalog. */
export const catalog = parseEnv(
  readFileSync(join(__dirname, 'catalog.env'), 'utf8'),
);

const [proxy, app, backend] = process.env.E2E_PORTS.split(',').map(Number);
const origin = `http://localhost:${proxy}`;

const CI_TOKEN = 'of-the-ci-jobs-in-tests-of-the-development-stack';

/** The development stack on its own ports, next to one that may be running. */
export const devStack = {
  baseURL: origin,
  /** The app's dev server, which users are not meant to open. */
  app: `http://127.0.0.1:${app}`,
  ciToken: CI_TOKEN,
  env: {
    ...catalog,
    BROWSER: 'none',
    CI_TOKEN,
    APP_CONFIG_app_baseUrl: JSON.stringify(origin),
    APP_CONFIG_app_listen_port: String(app),
    APP_CONFIG_backend_baseUrl: JSON.stringify(origin),
    APP_CONFIG_backend_listen_port: String(backend),
    APP_CONFIG_auth_providers_oauth2proxy_issuer: JSON.stringify(
      `${origin}/_idp`,
    ),
  },
};

const BEHIND_STAND_IN = [
  'dev',
  // part: template
  'adopted',
  'pictures',
  // end part
];

/** Returns whether a Playwright project's portal is behind the stand-in. */
export function isBehindStandIn(project: string): boolean {
  return BEHIND_STAND_IN.includes(project);
}

/** Where Docker Compose reads its settings. */
const { COMPOSE_ENV_FILES: file = join(__dirname, '..', '..', '.env') } =
  process.env;

const settings = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};

/** The stack that `docker compose up --wait` started. */
export const composeStack = {
  baseURL: settings.PUBLIC_URL,
  keycloakURL: settings.KEYCLOAK_URL,
  /** The age at which a session is renewed. */
  renewsAfter: settings.COOKIE_REFRESH,
  ciToken: settings.CI_TOKEN,
  /** Settings that no log may contain. */
  secrets: Object.entries(settings).filter(([name]) =>
    /(SECRET|PASSWORD|TOKEN)$/.test(name),
  ),
  /** The password of the demo users. */
  password() {
    if (!settings.DEMO_PASSWORD) {
      throw new Error(
        `There is no DEMO_PASSWORD in ${file}. Run node scripts/deploy-init.mjs and docker compose up --build --wait first.`,
      );
    }
    return settings.DEMO_PASSWORD;
  },
};
