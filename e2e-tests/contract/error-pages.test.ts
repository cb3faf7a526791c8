import { APIResponse } from '@playwright/test';
import { startSignIn } from '../support/signIn';
import { expect, test } from './session';

const CALLBACK = '/_oauth2/callback';

async function expectPage(
  response: APIResponse,
  status: number,
  heading: string,
) {
  expect(response.status()).toBe(status);
  expect(response.headers()['content-type']).toMatch(/^text\/html/);
  expect(response.headers()['set-cookie'] ?? '').not.toContain(
    '_oauth2_proxy=',
  );
  const html = await response.text();
  expect(html).toContain(`<h1>${heading}</h1>`);
  expect(html).not.toMatch(/call-555|<script/);
}

test('a callback that this browser did not begin gets 403 and a page', async ({
  stranger,
}) => {
  await expectPage(
    await stranger.get(`${CALLBACK}?code=call-555&state=a:/`),
    403,
    'This sign-in could not be finished',
  );
});

test('a callback with an error of the provider gets 403 and a page that does not repeat it', async ({
  stranger,
}) => {
  await expectPage(
    await stranger.get(`${CALLBACK}?error=call-555&state=a:/`),
    403,
    'The identity provider did not let you in',
  );
});

test('a callback with an unknown code gets 500 and a page', async ({
  stranger,
}) => {
  const provider = new URL(await startSignIn(stranger));
  const state = encodeURIComponent(provider.searchParams.get('state') ?? '');
  await expectPage(
    await stranger.get(`${CALLBACK}?code=call-555&state=${state}`),
    500,
    'Something went wrong while signing you in',
  );
});

test('an address that Go does not take gets 400 and a page', async ({
  stranger,
}) => {
  await expectPage(
    await stranger.get('/search?query=call-555;b'),
    400,
    'This address cannot be opened',
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
