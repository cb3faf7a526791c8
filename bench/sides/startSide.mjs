import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { startBackend } from '../lib/backendProcess.mjs';
import { benchCache } from '../lib/cacheFolder.mjs';
import { startGateway } from '../lib/gateway.mjs';
import { identityHeaders } from '../lib/identityHeaders.mjs';
import { ADA, startIdentityProvider } from '../lib/identityProvider.mjs';
import { postgresEnv } from '../lib/postgres.mjs';
import { findFreePort } from '../lib/servers.mjs';
import { writeSetting } from '../lib/settings.mjs';

const TECHDOCS = join(benchCache, 'techdocs');
const ENTITIES = ['Component', 'System', 'Domain', 'API', 'Resource'];

/**
 * Starts a side behind a gateway of its own.
 *
 * @param {object} side
 * @param {string} side.name
 * @param {string} side.providerId - of its auth provider
 * @param {object} side.providers - configuration of auth providers which it does not have by itself
 * @param {string[]} side.args - for Node
 * @param {string} side.cwd
 * @param {(issuer: string, url: string) => NodeJS.ProcessEnv} side.env
 * @param {{ port?: number, env?: object, database?: 'sqlite' | 'pg', config?: string[], locations?: object[], claims?: object
 * }} options - `config` names files of configuration over all others; `locations` are added to the catalog; `claims` are whose the
 * gateway's token is
 */
export async function startSide(side, options = {}) {
  const { env = {}, database = 'sqlite', config = [], claims = ADA } = options;
  const provider = await startIdentityProvider();
  const backendPort = await findFreePort();
  const backendUrl = `http://127.0.0.1:${backendPort}`;
  const gateway = await startGateway(provider, {
    target: backendUrl,
    port: options.port,
    claims,
  });
  await mkdir(TECHDOCS, { recursive: true });
  const settings = await writeSetting(
    `${side.name}-${backendPort}.yaml`,
    JSON.stringify(
      settingsOf(side, { url: gateway.url, port: backendPort, ...options }),
    ),
  );
  const refreshPath = `/api/auth/${side.providerId}/refresh`;
  const stopServers = () => Promise.all([gateway.stop(), provider.stop()]);
  try {
    const backend = await startBackend(
      {
        args: [
          ...side.args,
          ...[settings, ...config].flatMap(file => ['--config', file]),
        ],
        cwd: side.cwd,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          NODE_ENV: 'production',
          ...side.env(provider.issuer, gateway.url),
          ...(database === 'pg' ? await postgresEnv() : {}),
          ...env,
        },
        logFile: join(benchCache, 'logs', `${side.name}.log`),
      },
      {
        backendUrl,
        refreshPath,
        headers: identityHeaders(await provider.issueToken(claims), claims),
      },
    );
    return {
      ...backend,
      url: gateway.url,
      backendUrl,
      refreshUrl: backendUrl + refreshPath,
      issueToken: provider.issueToken,
      async stop() {
        await backend.stop();
        await stopServers();
      },
    };
  } catch (error) {
    await stopServers();
    throw error;
  }
}

/** What is the same for both, over what each has by itself. */
function settingsOf(side, { url, port, database, locations = [] }) {
  const location = (path, ...allow) => ({
    type: 'file',
    target: join(root, 'examples', path),
    rules: [{ allow }],
  });
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: `127.0.0.1:${port}`,
      cache: { store: 'memory' },
      ...(database !== 'pg' && {
        database: {
          client: 'better-sqlite3',
          pluginDivisionMode: 'database',
          connection: ':memory:',
        },
      }),
    },
    auth: { environment: 'production', providers: side.providers },
    catalog: {
      locations: [
        location('org.yaml', 'User', 'Group'),
        location('entities.yaml', ...ENTITIES),
        location('template/template.yaml', 'Template'),
        ...locations,
      ],
    },
    techdocs: {
      builder: 'external',
      publisher: { type: 'local', local: { publishDirectory: TECHDOCS } },
    },
  };
}
