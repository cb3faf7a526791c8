import { compose, containersOf, inBackend, sql } from '../support/docker';
import { expect, test } from './fixtures';

const DOCUMENTED = '/api/techdocs/metadata/entity/default/component/gatehouse';

test('a token of one backend is accepted by the other', async ({ token }) => {
  const replicas = await containersOf('backstage');
  expect(replicas).toHaveLength(2);
  for (const replica of replicas) {
    await read(replica, '/api/catalog/entities?limit=1', token);
  }
});

test('both backends keep their cache in one place', async ({ token }) => {
  const replicas = await containersOf('backstage');
  // TechDocs keeps an entity for five seconds only.
  await expect(async () => {
    await read(replicas[0], DOCUMENTED, token);
    const afterOne = await cachedEntities();
    await read(replicas[1], DOCUMENTED, token);
    expect(afterOne).toHaveLength(1);
    expect(await cachedEntities()).toEqual(afterOne);
  }).toPass({ timeout: 60_000 });
});

test('scheduled work runs once, whoever does it', async () => {
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
    'logs',
    '--no-color',
    '--since',
    since,
    'backstage',
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

/** Backstage encodes the names of what it keeps. */
async function cachedEntities() {
  const keys = await compose(
    ...['exec', '-T', 'valkey', 'sh', '-c'],
    `valkey-cli --no-auth-warning --user cache --pass "$CACHE_PASSWORD" --scan --pattern 'backstage-*'`,
  );
  return keys
    .split('\n')
    .map(key => Buffer.from(key.replace('backstage-', ''), 'base64').toString())
    .filter(key => key.startsWith('catalog:component:default/gatehouse:'));
}
