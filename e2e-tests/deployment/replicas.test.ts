import { compose, containersOf, inBackend, sql } from '../support/docker';
import { expect, test } from './fixtures';

const DOCUMENTED = '/api/techdocs/metadata/entity/default/component/gatehouse';

/** Uses the cache like two backend plugins. */
const CACHE_IN_TWO_PLUGINS = `
  const { CacheManager } = require('@backstage/backend-defaults/cache');
  const { ConfigReader } = require('@backstage/config');
  (async () => {
    const { CACHE_USERNAME, CACHE_PASSWORD, CACHE_HOST } = process.env;
    const password = encodeURIComponent(CACHE_PASSWORD);
    const config = new ConfigReader({
      backend: {
        cache: {
          store: 'valkey',
          connection: 'redis://' + CACHE_USERNAME + ':' + password + '@' + CACHE_HOST,
          valkey: { client: { keyPrefix: 'backstage-' } },
        },
      },
    });
    const logger = { ...console, child: () => logger };
    const manager = CacheManager.fromConfig(config, { logger });
    const caches = ['catalog', 'techdocs'].map(id => [id, manager.forPlugin(id)]);
    for (const [id, cache] of caches) {
      await cache.set('shared', 'of ' + id, { ttl: 60_000 });
    }
    const values = await Promise.all(caches.map(([, cache]) => cache.get('shared')));
    console.log(values.join(', '));
    process.exit();
  })();
`;

test('both backends accept the same token', async ({ token }) => {
  const replicas = await containersOf('backstage');
  expect(replicas).toHaveLength(2);
  for (const replica of replicas) {
    await read(replica, '/api/catalog/entities?limit=1', token);
  }
});

test('both backends share a cache', async ({ token }) => {
  const replicas = await containersOf('backstage');
  // TechDocs caches an entity for only five seconds.
  await expect(async () => {
    await read(replicas[0], DOCUMENTED, token);
    const afterOne = await cachedEntities();
    await read(replicas[1], DOCUMENTED, token);
    expect(afterOne).toHaveLength(1);
    expect(await cachedEntities()).toEqual(afterOne);
  }).toPass({ timeout: 60_000 });
});

test('plugins that cache values under the same key keep their own', async () => {
  const [replica] = await containersOf('backstage');
  const values = await inBackend(replica, CACHE_IN_TWO_PLUGINS);
  expect(values).toBe('of catalog, of techdocs');
  expect((await cacheKeys()).filter(key => key.endsWith('shared'))).toEqual([
    'catalog shared',
    'techdocs shared',
  ]);
});

test('scheduled work runs once for both backends', async () => {
  const task = `search.backstage_backend_tasks__tasks WHERE id = 'search_index_software_catalog'`;
  const isDone = () =>
    sql(
      `SELECT current_run_ticket IS NULL AND next_run_start_at > now() FROM ${task}`,
      'backstage',
    );
  await expect.poll(isDone).toBe('t');

  const since = new Date().toISOString();
  await sql(
    `UPDATE ${task.replace(' WHERE', ' SET next_run_start_at = now() WHERE')}`,
    'backstage',
  );
  await expect.poll(isDone).toBe('t');
  const log = await compose(
    ...['logs', '--no-color', '--since', since, 'backstage'],
  );
  expect(
    log.match(/Collating documents for software-catalog via/g),
  ).toHaveLength(1);
});

async function read(replica: string, path: string, token: string) {
  const status = await inBackend(
    replica,
    `fetch('http://localhost:7007${path}', { headers: { authorization: 'Bearer ${token}' } })
      .then(({ status }) => console.log(status))`,
  );
  expect(status).toBe('200');
}

async function cachedEntities() {
  return (await cacheKeys()).filter(key =>
    key.startsWith('techdocs catalog:component:default/gatehouse:'),
  );
}

/** Returns the keys of Backstage's cache as plugin and decoded key. */
async function cacheKeys() {
  const keys = await compose(
    ...['exec', '-T', 'valkey', 'sh', '-c'],
    `valkey-cli --no-auth-warning --user cache --pass "$CACHE_PASSWORD" --scan --pattern 'backstage-*'`,
  );
  return keys
    .split('\n')
    .map(key => key.split(':'))
    .map(
      ([, namespace = '', key = '']) =>
        `${namespace.replace('backstage-', '')} ${Buffer.from(key, 'base64')}`,
    )
    .sort();
}
