import { APIResponse } from '@playwright/test';
import { startSignIn } from '../support/signIn';
import { expect, test } from './session';

const CALLBACK = '/_oauth2/callback';

async function expectPage(
  response: APIResponse,
  status: number,
  heading: string,
  cause: string,
) {
  expect(response.status()).toBe(status);
  expect(response.headers()['content-type']).toMatch(/^text\/html/);
  expect(response.headers()['set-cookie'] ?? '').not.toContain(
    '_oauth2_proxy=',
  );
  const html = (await response.text()).replaceAll('&#39;', "'");
  expect(html).toContain(`<h1>${heading}</h1>`);
  expect(html).not.toContain('call-555');
  expect(html).toContain(`cause: ${cause}`);
}

test('a callback that this browser did not start gets 403 and a page', async ({
  stranger,
}) => {
  await expectPage(
    await stranger.get(`${CALLBACK}?code=call-555&state=a:/`),
    403,
    "This sign-in couldn't be completed",
    'csrf_cookie_missing',
  );
});

for (const [error, heading, cause] of [
  ['call-555', "The identity provider didn't let you in", 'provider_refused'],
  [
    'access_denied',
    "The identity provider didn't let you in",
    'provider_refused',
  ],
  [
    'server_error',
    'The identity provider has a problem',
    'provider_unavailable',
  ],
  [
    'temporarily_unavailable',
    'The identity provider has a problem',
    'provider_unavailable',
  ],
  ['invalid_scope', "Sign-in isn't set up correctly", 'misconfigured'],
  ['unauthorized_client', "Sign-in isn't set up correctly", 'misconfigured'],
]) {
  test(`a callback with the provider's error ${error} gets 403 and "${heading}"`, async ({
    stranger,
  }) => {
    const path = `${CALLBACK}?error=${error}&state=a:/`;
    await expectPage(await stranger.get(path), 403, heading, cause);
  });
}

test('a callback with an unknown code gets 500 and a page', async ({
  stranger,
}) => {
  const provider = new URL(await startSignIn(stranger));
  const state = encodeURIComponent(provider.searchParams.get('state') ?? '');
  await expectPage(
    await stranger.get(`${CALLBACK}?code=call-555&state=${state}`),
    500,
    "This sign-in couldn't be completed",
    'code_rejected',
  );
});

test('an address that Go does not take gets 400 and a page', async ({
  stranger,
}) => {
  await expectPage(
    await stranger.get('/search?query=call-555;b'),
    400,
    "This address can't be opened",
    'address_invalid',
  );
});

test('sign-out can lead straight to signing in as somebody else', async ({
  session,
}) => {
  const rd = encodeURIComponent('/_oauth2/start?prompt=login');
  const signedOut = await session.get(`/_oauth2/sign_out?rd=${rd}`);
  expect(signedOut.status()).toBe(302);
  expect(signedOut.headers().location).toBe('/_oauth2/start?prompt=login');
});
