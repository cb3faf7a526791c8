import { Page } from '@playwright/test';
import { Program } from '../support/authorization';
import {
  ADA,
  expect,
  expectHeading,
  GRACE,
  sessionTest as test,
} from './fixtures';

const ASK = 'Authorize MCP client on this computer?';
const NO_LONGER_VALID = 'This request is no longer valid';

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click();

test('a user authorizes a program, which is then signed in as the user', async ({
  page,
  signedInAs,
}) => {
  const program = new Program();
  const received = await program.listen(page);
  await signedInAs(ADA.id, program.path);
  await expectHeading(page, ASK);
  await expect(page.getByText(`${ADA.name} (user:default/ada)`)).toBeVisible();

  await press(page, 'Authorize');
  await expectHeading(page, 'Done');
  expect(received).toHaveLength(1);
  expect(received[0].get('state')).toBe(program.state);

  const response = await program.exchange(
    page.request,
    received[0].get('code')!,
  );
  expect(response.status()).toBe(200);
  const { access_token: token } = await response.json();
  const userInfo = await page.request.get('/api/auth/v1/userinfo', {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await userInfo.json()).toMatchObject({
    claims: { sub: 'user:default/ada' },
  });
});

test('a user cancels, and the program gets an error', async ({
  page,
  signedInAs,
  problems,
}) => {
  const program = new Program();
  const received = await program.listen(page);
  await signedInAs(ADA.id, program.path);
  await expectHeading(page, ASK);
  const consentPage = page.url();
  await press(page, 'Cancel');
  await expectHeading(page, 'Done');
  expect(received[0].get('error')).toBe('access_denied');
  expect(received[0].get('state')).toBe(program.state);

  await page.goto(consentPage);
  await expectHeading(page, NO_LONGER_VALID);
  problems.splice(0);
});

test('an unknown request is explained', async ({
  page,
  signedInAs,
  problems,
}) => {
  await signedInAs(ADA.id, '/oauth2/authorize/unknown');
  await expectHeading(page, NO_LONGER_VALID);
  problems.splice(0);
});

test('after the session has ended, the user signs in and the answer is sent', async ({
  page,
  signedInAs,
  session,
}) => {
  const program = new Program();
  const received = await program.listen(page);
  await signedInAs(ADA.id, program.path);
  await expectHeading(page, ASK);
  await session.end();
  await press(page, 'Authorize');
  await expect(session.ended).toBeVisible();
  expect(received).toEqual([]);
  await session.signInInPopup(ADA);
  await expectHeading(page, 'Done');
  expect(received[0].get('code')).toBeTruthy();
});

test("nothing is authorized for a user who signs in while another user's page is open", async ({
  page,
  signedInAs,
  session,
}) => {
  const program = new Program();
  const received = await program.listen(page);
  await signedInAs(ADA.id, program.path);
  await expectHeading(page, ASK);
  await session.end();
  await press(page, 'Authorize');
  await session.signInInPopup(GRACE);
  await expect(session.otherPerson(GRACE.name)).toBeVisible();
  expect(received).toEqual([]);
  await press(page, `Continue as ${GRACE.name}`);
  await expect(
    page.getByText(`${GRACE.name} (user:default/grace)`),
  ).toBeVisible();
});

test('no other site can show the page in a frame', async ({
  page,
  signedInAs,
}) => {
  await signedInAs(ADA.id);
  const response = await page.request.get('/oauth2/authorize/x');
  expect(response.headers()['content-security-policy']).toMatch(
    /frame-ancestors 'self'(;|$)/,
  );
});

/** Signs a program in as the page's user, and returns its refresh token. */
async function signInProgram(page: Page, program: Program): Promise<string> {
  const received = await program.listen(page);
  await page.goto(program.path);
  await press(page, 'Authorize');
  await expectHeading(page, 'Done');
  const code = received[0].get('code')!;
  const response = await program.exchange(page.request, code);
  return (await response.json()).refresh_token;
}

const revoke = (page: Page) =>
  page.getByRole('button', { name: 'Revoke MCP client on this computer' });

test('a user sees a program that is signed in, and revokes it', async ({
  page,
  signedInAs,
}) => {
  await signedInAs(ADA.id);
  const program = new Program();
  const token = await signInProgram(page, program);
  const refreshed = await program.refresh(page.request, token);
  expect(refreshed.status()).toBe(200);

  await page.goto('/settings');
  await revoke(page).click();
  await expect(page.getByText('computer has been revoked')).toBeFocused();
  await expect(revoke(page)).toHaveCount(0);

  const { refresh_token: next } = await refreshed.json();
  const refused = await program.refresh(page.request, next);
  expect(refused.status()).toBe(400);
  expect((await refused.json()).error).toBe('invalid_grant');
});

test("an administrator revokes a program on a user's page, and others cannot", async ({
  page,
  signedInAs,
}) => {
  await signedInAs('newcomer');
  const program = new Program();
  const token = await signInProgram(page, program);

  await signedInAs(GRACE.id, '/catalog/default/user/newcomer');
  await expectHeading(page, /Nora Newcomer/);
  await page.waitForLoadState('networkidle');
  await expect(revoke(page)).toHaveCount(0);

  await signedInAs(ADA.id, '/catalog/default/user/newcomer');
  await revoke(page).click();
  await expect(page.getByText('computer has been revoked')).toBeVisible();
  const refused = await program.refresh(page.request, token);
  expect(refused.status()).toBe(400);
});
