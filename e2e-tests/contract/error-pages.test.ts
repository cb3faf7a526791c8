import { APIResponse } from '@playwright/test';
import { startSignIn } from '../support/signIn';
import { expect, test } from './session';

const CALLBACK = '/_oauth2/callback';

const INCOMPLETE = "This sign-in couldn't be completed";
const REFUSED = "The identity provider didn't let you in";
const UNAVAILABLE = 'The identity provider has a problem';
const MISCONFIGURED = "Sign-in isn't set up correctly";
const ADDRESS = "This address can't be opened";

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

const failed = (error: string) => `${CALLBACK}?error=${error}&state=a:/`;

for (const [path, status, heading, cause] of [
  // Another browser started this sign-in.
  [
    `${CALLBACK}?code=call-555&state=a:/`,
    403,
    INCOMPLETE,
    'csrf_cookie_missing',
  ],
  // Go does not accept an unencoded semicolon in a query.
  ['/search?query=call-555;b', 400, ADDRESS, 'address_invalid'],
  [failed('call-555'), 403, REFUSED, 'provider_refused'],
  [failed('constructor'), 403, REFUSED, 'provider_refused'],
  [failed('access_denied'), 403, REFUSED, 'provider_refused'],
  [failed('server_error'), 403, UNAVAILABLE, 'provider_unavailable'],
  [failed('temporarily_unavailable'), 403, UNAVAILABLE, 'provider_unavailable'],
  [failed('invalid_scope'), 403, MISCONFIGURED, 'misconfigured'],
  [failed('unauthorized_client'), 403, MISCONFIGURED, 'misconfigured'],
] as const) {
  test(`${path} shows "${heading}" with ${status}`, async ({ stranger }) => {
    await expectPage(await stranger.get(path), status, heading, cause);
  });
}

test(`an unknown code shows "${INCOMPLETE}" with 500`, async ({ stranger }) => {
  const provider = new URL(await startSignIn(stranger));
  const state = encodeURIComponent(provider.searchParams.get('state') ?? '');
  const response = await stranger.get(
    `${CALLBACK}?code=call-555&state=${state}`,
  );
  await expectPage(response, 500, INCOMPLETE, 'code_rejected');
});

test('sign-out can lead to another sign-in', async ({ session }) => {
  const rd = encodeURIComponent('/_oauth2/start?prompt=login');
  const response = await session.get(`/_oauth2/sign_out?rd=${rd}`);
  expect(response.status()).toBe(302);
  expect(response.headers().location).toBe('/_oauth2/start?prompt=login');
});
