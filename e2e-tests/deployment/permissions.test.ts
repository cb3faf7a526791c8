import { APIRequestContext } from '@playwright/test';
import { REFRESH } from '../contract/session';
import { setMembership } from '../support/keycloakAdmin';
import { signIn } from '../support/signIn';
import { expect, test } from './fixtures';

async function refreshToken(session: APIRequestContext): Promise<string> {
  const response = await session.get(REFRESH);
  return (await response.json()).backstageIdentity.token;
}

async function isAdministrator(session: APIRequestContext, token: string) {
  const permission = {
    type: 'basic',
    name: 'scaffolder.template.management',
    attributes: {},
  };
  const response = await session.post('/api/permission/authorize', {
    headers: { authorization: `Bearer ${token}` },
    data: { items: [{ id: '1', permission }] },
  });
  return (await response.json()).items[0].result === 'ALLOW';
}

test.afterEach(({ playwright }) =>
  setMembership(playwright.request, 'linus', 'portal-admins', false),
);

test('a user who leaves the administrators loses their rights when the session is renewed, even with older tokens', async ({
  connect,
  playwright,
}) => {
  const setAdministrator = (isMember: boolean) =>
    setMembership(playwright.request, 'linus', 'portal-admins', isMember);
  const session = await connect();
  await setAdministrator(true);
  await signIn(session, 'linus');
  const token = await refreshToken(session);
  expect(await isAdministrator(session, token)).toBe(true);

  await setAdministrator(false);
  await expect
    .poll(async () => isAdministrator(session, await refreshToken(session)))
    .toBe(false);
  await expect.poll(() => isAdministrator(session, token)).toBe(false);
});
