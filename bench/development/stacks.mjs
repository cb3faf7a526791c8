import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { HEADINGS } from '../firstLoad/headings.mjs';
import { findFreePort } from '../lib/servers.mjs';

const READINESS = '/.backstage/health/v1/readiness';

/**
 * `yarn dev`, on ports of its own.
 *
 * @returns {Promise<import('./stack.mjs').Stack>}
 */
export async function ourStack({ node, env }) {
  const origin = `http://localhost:${await findFreePort()}`;
  return {
    name: 'ours',
    command: [node, 'scripts/dev.mjs'],
    cwd: root,
    env: {
      ...env,
      ...config({
        app_baseUrl: origin,
        app_listen_port: await findFreePort(),
        backend_baseUrl: origin,
        backend_listen_port: await findFreePort(),
        auth_providers_oauth2proxy_issuer: `${origin}/_idp`,
      }),
    },
    readyUrls: [`${origin}/ready`],
    url: `${origin}/_oauth2/start?persona=ada&rd=/`,
    heading: HEADINGS.ours,
    sidebar: join(root, 'packages/app/src/root/Root.tsx'),
  };
}

/**
 * `yarn start` of the template, with a gateway before its backend that says who is there.
 *
 * @returns {Promise<import('./stack.mjs').Stack>}
 */
export async function peerStack({ yarn, env }, source, gateway) {
  const app = await findFreePort();
  const origin = `http://localhost:${app}`;
  return {
    name: 'peer',
    command: [...yarn, 'start'],
    cwd: source,
    env: {
      ...env,
      BROWSER: 'none',
      ...config({
        app_baseUrl: origin,
        backend_baseUrl: gateway.url,
        backend_listen: gateway.backend,
        backend_cors_origin: origin,
        auth_providers: { oauth2Proxy: {} },
      }),
    },
    readyUrls: [`${gateway.url}${READINESS}`, origin],
    url: origin,
    heading: HEADINGS.peer,
    sidebar: join(source, 'packages/app/src/components/Root/Root.tsx'),
  };
}

/** Configuration by environment variables, as Backstage reads it. */
function config(values) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `APP_CONFIG_${key}`,
      JSON.stringify(value),
    ]),
  );
}
