import { APIRequestContext } from '@playwright/test';
import { REFRESH } from '../contract/session';
import {
  compose,
  containersOf,
  docker,
  inBackend,
  sql,
  startAll,
} from '../support/docker';
import { addSigningKey, setMembership } from '../support/keycloakAdmin';
import {
  exchange,
  obtainCode,
  refresh as refreshClient,
} from '../support/oauth';
import { signIn } from '../support/signIn';
import { expect, test } from './fixtures';

const TABLE = 'auth.oauth2proxy__identities';
const NEWCOMER_CONDITION = `entity_ref = 'user:default/newcomer'`;
const CROWD_CONDITION = `entity_ref LIKE 'user:default/crowd-%'`;
const CROWD_SIZE = 200;

test.beforeEach(async ({ request, token }) => {
  await request.get(await signIn(request, 'newcomer'));
  await refresh(request);
  await expect
    .poll(() => nameOf('newcomer', request, token))
    .toBe('Nora Newcomer');
});

test('a sign-in is published by only one of two backends', async ({
  request,
}) => {
  await update(`claims_hash = 'of other claims'`);
  const since = new Date().toISOString();
  await Promise.all(Array.from({ length: 20 }, () => refresh(request)));
  await expect.poll(() => select(`claims_hash <> 'of other claims'`)).toBe('t');
  await expect.poll(() => select('pending_claims IS NULL')).toBe('t');
  const log = await compose('logs', '--since', since, 'backstage');
  expect(log.match(/POST \/api\/events\/bus\/v1\/events/g)).toHaveLength(1);
});

test('a sign-in that a killed backend did not publish is published by another', async ({
  request,
  token,
}) => {
  const person = { profile: { displayName: 'Nora Married' }, groups: [] };
  await update(
    `pending_claims = '${JSON.stringify(
      person,
    )}', last_seen = now() - interval '2 minutes'`,
  );
  await runTask('oauth2proxy-publish-users');
  await expect
    .poll(() => nameOf('newcomer', request, token))
    .toBe('Nora Married');
  expect(await select('pending_claims IS NULL')).toBe('t');

  await update('claims_hash = NULL');
  await refresh(request);
});

test('an open page shows that its user has left the last group', async ({
  page,
  playwright,
}) => {
  const setMember = (isMember: boolean) =>
    setMembership(playwright.request, 'newcomer', 'payments', isMember);
  const openProfile = async () => {
    await refresh(page.request);
    await page.getByRole('link', { name: 'Home' }).click();
    await page.goBack();
    await expect(
      page.getByRole('heading', { name: 'Nora Newcomer', level: 1 }),
    ).toBeVisible();
  };
  const payments = page.getByRole('link', { name: 'Payments' });
  try {
    const profile = '/catalog/default/user/newcomer';
    await page.goto(await signIn(page.request, 'newcomer', profile));
    await expect(async () => {
      await openProfile();
      await expect(payments).toBeVisible();
    }).toPass({ timeout: 60_000 });

    // A reload or a sign-in would remove this mark.
    await page.evaluate(() => document.body.setAttribute('data-same', 'true'));
    await setMember(false);
    await expect(async () => {
      await openProfile();
      expect(await payments.count()).toBe(0);
    }).toPass({ timeout: 60_000 });
    await expect(page.locator('body')).toHaveAttribute('data-same', 'true');
  } finally {
    await setMember(true);
  }
});

test('200 users who sign in while a backend is killed are added to the catalog', async ({
  playwright,
}) => {
  const { sign, remove } = await addSigningKey(playwright.request);
  const tokens = await Promise.all(
    Array.from({ length: CROWD_SIZE }, (_, i) =>
      sign({ sub: `crowd-${i}`, preferred_username: `crowd-${i}` }),
    ),
  );
  const [killed, other] = await containersOf('backstage');
  try {
    const unlock = await lockCatalog();
    const statuses = await Promise.all([
      refreshIn(killed, tokens.slice(0, CROWD_SIZE / 2)),
      refreshIn(other, tokens.slice(CROWD_SIZE / 2)),
    ]);
    expect(statuses).toEqual(['200', '200']);
    expect(await countPending()).toBe(CROWD_SIZE);
    // Keeps the scheduled task from publishing these.
    await update(`last_seen = now() + interval '1 hour'`, CROWD_CONDITION);
    await docker('kill', killed);
    await unlock();
    await expect.poll(countPending).toBe(CROWD_SIZE / 2);
    // What a backend was processing when it stopped is processed again only minutes later.
    await expect.poll(countInCatalog, { timeout: 90_000 }).toBe(CROWD_SIZE / 2);

    await docker('stop', other);
    await startAll();
    await update(`last_seen = now() - interval '2 minutes'`, CROWD_CONDITION);
    await runTask('oauth2proxy-publish-users');
    await expect.poll(countPending, { timeout: 90_000 }).toBe(0);
    await expect.poll(countInCatalog, { timeout: 90_000 }).toBe(CROWD_SIZE);
  } finally {
    await remove();
    await sql(`DELETE FROM ${TABLE} WHERE ${CROWD_CONDITION}`, 'backstage');
    await sql(
      `DELETE FROM catalog.refresh_state WHERE ${CROWD_CONDITION}`,
      'backstage',
    );
  }
});

test('a user who has not signed in for 90 days is removed from the catalog, and can return', async ({
  request,
  token,
}) => {
  const refreshToken = await signClientIn(request);
  await update(`last_seen = now() - interval '91 days'`, 'true');
  await runTask('oauth2proxy-expire-users');
  // A backend runs this task only after its first minute, and another test may have just restarted it.
  await expect
    .poll(() => nameOf('newcomer', request, token), { timeout: 90_000 })
    .toBeUndefined();
  expect(await nameOf('grace', request, token)).toBe('Grace Hopper');
  await expectSignedOut(request, refreshToken);

  await refresh(request);
  await expect
    .poll(() => nameOf('newcomer', request, token))
    .toBe('Nora Newcomer');
  await expectSignedOut(request, refreshToken);
});

test("a user's clients are signed out when an administrator removes the user", async ({
  request,
  connect,
}) => {
  const refreshToken = await signClientIn(request);
  const ada = await connect();
  await signIn(ada, 'ada');
  const { token } = await refresh(ada);
  const released = await ada.post(
    '/api/auth/.backstage/actions/v1/actions/auth:release-user-name/invoke',
    {
      headers: { authorization: `Bearer ${token}` },
      data: { userEntityRef: 'user:default/newcomer', erase: true },
    },
  );
  expect(released.status()).toBe(200);
  await expectSignedOut(request, refreshToken);
});

async function refresh(request: APIRequestContext) {
  const response = await request.get(REFRESH);
  expect(response.ok()).toBe(true);
  return (await response.json()).backstageIdentity;
}

/** Signs a client in as a session's user, and returns its refresh token after checking that it works. */
async function signClientIn(request: APIRequestContext): Promise<string> {
  const { token } = await refresh(request);
  const headers = { authorization: `Bearer ${token}` };
  const code = await obtainCode(request, headers);
  const tokens = await (await exchange(request, code)).json();
  const renewed = await refreshClient(request, tokens.refresh_token);
  expect(renewed.status()).toBe(200);
  return (await renewed.json()).refresh_token;
}

async function expectSignedOut(
  request: APIRequestContext,
  refreshToken: string,
) {
  const response = await refreshClient(request, refreshToken);
  expect(response.status()).toBe(400);
  expect(await response.json()).toEqual({
    error: 'invalid_grant',
    error_description: 'Invalid refresh token',
  });
}

/** Returns a user's name in the catalog. */
async function nameOf(
  user: string,
  request: APIRequestContext,
  token: string,
): Promise<string | undefined> {
  const response = await request.get(
    `/api/catalog/entities/by-name/user/default/${user}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  const { spec } = await response.json();
  return spec?.profile.displayName;
}

/** Signs users in at a backend, and returns the distinct statuses of the responses. */
function refreshIn(backend: string, tokens: string[]) {
  return inBackend(
    backend,
    `Promise.all(${JSON.stringify(tokens)}.map(async token => {
      const { status } = await fetch('http://localhost:7007${REFRESH}', {
        headers: { 'x-oauth2-proxy-id-token': 'Bearer ' + token },
      });
      return status;
    })).then(all => console.log([...new Set(all)].join(' ')))`,
  );
}

/** Keeps the catalog from adding entities until the returned function is called. */
async function lockCatalog() {
  const lock = `pg_locks WHERE relation = 'catalog.refresh_state'::regclass AND mode = 'AccessExclusiveLock' AND granted`;
  const holding = sql(
    'BEGIN; LOCK TABLE catalog.refresh_state; SELECT pg_sleep(600)',
    'backstage',
  ).catch(() => 'ended');
  await expect.poll(() => count(lock)).toBe(1);
  return async () => {
    await sql(`SELECT pg_terminate_backend(pid) FROM ${lock}`, 'backstage');
    expect(await holding).toBe('ended');
  };
}

function countInCatalog() {
  return count(
    `catalog.final_entities WHERE ${CROWD_CONDITION} AND final_entity IS NOT NULL`,
  );
}

function countPending() {
  return count(
    `${TABLE} WHERE ${CROWD_CONDITION} AND pending_claims IS NOT NULL`,
  );
}

async function count(rows: string): Promise<number> {
  return Number(await sql(`SELECT count(*) FROM ${rows}`, 'backstage'));
}

function update(assignments: string, where = NEWCOMER_CONDITION) {
  return sql(`UPDATE ${TABLE} SET ${assignments} WHERE ${where}`, 'backstage');
}

function select(expression: string) {
  return sql(
    `SELECT ${expression} FROM ${TABLE} WHERE ${NEWCOMER_CONDITION}`,
    'backstage',
  );
}

/** Makes one backend run a scheduled task now. */
function runTask(id: string) {
  return sql(
    `UPDATE auth.backstage_backend_tasks__tasks SET next_run_start_at = now() WHERE id = '${id}'`,
    'backstage',
  );
}
