import {
  compose,
  containersOf,
  docker,
  inBackend,
  sql,
  startAll,
} from '../support/docker';
import { expect, test } from './fixtures';

const LOCK = "locktype = 'advisory' AND objid = 7007";

/** Returns the statuses of a backend's health checks: "liveness readiness". */
function health(replica: string): Promise<string> {
  return inBackend(
    replica,
    `const ask = name => fetch('http://127.0.0.1:7007/.backstage/health/v1/' + name).then(({ status }) => status, () => 0);
    Promise.all(['liveness', 'readiness'].map(ask)).then(all => console.log(all.join(' ')))`,
  ).catch(() => 'not running');
}

const isReady = async (replica: string) =>
  expect.poll(() => health(replica), { timeout: 180_000 }).toBe('200 200');

test('stopping a backend fails few requests', async ({ whileUsersWork }) => {
  const [replica] = await containersOf('backstage');
  const { failed, summary } = await whileUsersWork(async () => {
    await docker('stop', replica);
    await docker('start', replica);
    await isReady(replica);
    await startAll();
  });
  expect(failed).toBeLessThan(20);
  expect(summary).not.toMatch(/ 500: /);
});

test('a killed backend is replaced', async ({ whileUsersWork }) => {
  const [replica] = await containersOf('backstage');
  const { failed } = await whileUsersWork(async () => {
    await docker('kill', replica);
    await startAll();
  });
  expect(failed).toBeLessThan(40);
});

for (const service of ['postgres', 'valkey', 'keycloak', 'oauth2-proxy']) {
  test(`${service} can restart under load`, async ({ whileUsersWork }) => {
    await whileUsersWork(async () => {
      await compose('restart', service);
      await startAll();
    });
  });
}

test('backends that have started hold no lock', async () => {
  const count = `SELECT count(*) FROM pg_locks WHERE ${LOCK}`;
  expect(await sql(count, 'backstage')).toBe('0');
});

test('a backend that waits for another to start is alive and logs why it waits', async () => {
  const [replica] = await containersOf('backstage');
  const since = new Date().toISOString();
  const holding = sql(
    'SELECT pg_advisory_lock(7007), pg_sleep(600)',
    'backstage',
  ).catch(() => 'ended');
  await docker('restart', replica);
  await expect
    .poll(() => health(replica), { timeout: 120_000 })
    .toBe('200 503');
  await expect
    .poll(() => docker('logs', '--since', since, replica))
    .toContain('Waiting for another backend to start');

  await sql(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE ${LOCK}`,
    'backstage',
  );
  expect(await holding).toBe('ended');
  await isReady(replica);
});

test('an idle backend stops without waiting', async () => {
  const [replica] = await containersOf('backstage');
  const since = Date.now();
  await docker('stop', replica);
  const took = Date.now() - since;
  await docker('start', replica);
  await isReady(replica);
  // A drain that waits for a connection to close takes ten seconds.
  expect(took).toBeLessThan(5_000);
});

test('Backstage tokens expire after 15 minutes', async ({ token }) => {
  const [, payload] = token.split('.');
  const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  expect(exp - iat).toBe(900);
});
