import { APIRequestContext } from '@playwright/test';
import { REFRESH } from '../contract/session';
import { compose, sql } from '../support/docker';
import {
  exchange,
  obtainCode,
  refresh as refreshClient,
} from '../support/oauth';
import { signIn } from '../support/signIn';
import { expect, test } from './fixtures';

const TABLE = 'auth.oauth2proxy__identities';
const IS_NEWCOMER = `entity_ref = 'user:default/newcomer'`;

test.beforeEach(async ({ request, token }) => {
  await request.get(await signIn(request, 'newcomer'));
  await refresh(request);
  await expect
    .poll(() => nameOf('newcomer', request, token))
    .toBe('Nora Newcomer');
});

test('a sign-in is published by one of two backends', async ({ request }) => {
  await update(`claims_hash = 'of other claims'`);
  const since = new Date().toISOString();
  await Promise.all(Array.from({ length: 20 }, () => refresh(request)));
  await expect.poll(() => select(`claims_hash <> 'of other claims'`)).toBe('t');
  await expect.poll(() => select('pending_claims IS NULL')).toBe('t');
  const log = await compose('logs', '--since', since, 'backstage');
  expect(log.match(/POST \/api\/events\/bus\/v1\/events/g)).toHaveLength(1);
});

test('a sign-in that a killed backend left is published by another', async ({
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

test('a user who was not here for 90 days leaves the catalog, and returns', async ({
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

test('the clients of a user are signed out when an administrator removes the user', async ({
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

/** Signs a client in as the user of a session, and returns its refresh token, which works. */
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

/** The name that the catalog has for a user. */
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

function update(assignments: string, where = IS_NEWCOMER) {
  return sql(`UPDATE ${TABLE} SET ${assignments} WHERE ${where}`, 'backstage');
}

function select(expression: string) {
  return sql(
    `SELECT ${expression} FROM ${TABLE} WHERE ${IS_NEWCOMER}`,
    'backstage',
  );
}

/** Makes one of the backends run a scheduled task now. */
function runTask(id: string) {
  return sql(
    `UPDATE auth.backstage_backend_tasks__tasks SET next_run_start_at = now() WHERE id = '${id}'`,
    'backstage',
  );
}
