import { execFileSync } from 'child_process';

const FIND_FREE_PORTS = `
const { createServer } = require('net');
const servers = [1, 2, 3].map(() => createServer().listen(0, '127.0.0.1'));
setTimeout(() => {
  console.log(servers.map(server => server.address().port).join());
  servers.forEach(server => server.close());
}, 100);`;

/** Found once; the workers of Playwright inherit them. */
process.env.E2E_PORTS ??= execFileSync(process.execPath, [
  '-e',
  FIND_FREE_PORTS,
]).toString();

const [proxy, app, backend] = process.env.E2E_PORTS.split(',').map(Number);
const origin = `http://localhost:${proxy}`;

/** The development stack on ports of its own, beside one that may be running. */
export const devStack = {
  baseURL: origin,
  /** The app's dev server, which is not meant to be opened. */
  app: `http://127.0.0.1:${app}`,
  env: {
    BROWSER: 'none',
    APP_CONFIG_app_baseUrl: JSON.stringify(origin),
    APP_CONFIG_app_listen_port: String(app),
    APP_CONFIG_backend_baseUrl: JSON.stringify(origin),
    APP_CONFIG_backend_listen_port: String(backend),
    APP_CONFIG_auth_providers_oauth2proxy_issuer: JSON.stringify(
      `${origin}/_idp`,
    ),
  },
};
