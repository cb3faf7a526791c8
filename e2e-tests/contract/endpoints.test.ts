import {
  finishSignIn,
  signIn,
  startSignIn,
  submitSignIn,
} from '../support/signIn';
import { composeStack, isBehindStandIn } from '../support/stacks';
import { expect, REFRESH, test } from './session';

test('sign-in starts with a redirect to the provider', async ({ stranger }) => {
  const response = await stranger.get('/_oauth2/start?rd=/catalog');
  expect(response.status()).toBe(302);
  const { searchParams } = new URL(response.headers().location);
  expect(searchParams.get('response_type')).toBe('code');
  expect(searchParams.get('client_id')).toBe('backstage');
  expect(searchParams.get('redirect_uri')).toMatch(/\/_oauth2\/callback$/);
});

for (const path of [
  '/search?query=a&types[]=b&pageCursor=c',
  '/catalog?filters%5Bkind%5D=a%2Fb%3Bc',
  '/docs/default/component/gatehouse/a%20b',
]) {
  test(`sign-in returns to ${path}`, async ({ stranger, baseURL }) => {
    expect(await signIn(stranger, 'grace', path)).toBe(`${baseURL}${path}`);
  });
}

test('two tabs can sign in at once', async ({ stranger, baseURL }) => {
  const names = [];
  for (const path of ['/one', '/two']) {
    const response = await stranger.get(path);
    const [cookie] = response
      .headersArray()
      .filter(({ name }) => name.toLowerCase() === 'set-cookie');
    expect(cookie.value).toMatch(/HttpOnly/i);
    expect(cookie.value).toMatch(/SameSite=Lax/i);
    names.push(cookie.value.split('=')[0]);
  }
  expect(names[0]).toMatch(/^_oauth2_proxy.*_csrf/);
  expect(names[0]).not.toBe(names[1]);

  const one = await startSignIn(stranger, '/one');
  const two = await startSignIn(stranger, '/two');
  expect(await finishSignIn(stranger, two, 'grace')).toBe(`${baseURL}/two`);
  expect(await finishSignIn(stranger, one, 'grace')).toBe(`${baseURL}/one`);
});

test('/auth and /userinfo need a session', async ({ stranger, session }) => {
  expect((await stranger.get('/_oauth2/auth')).status()).toBe(401);
  expect((await session.get('/_oauth2/auth')).status()).toBe(202);
  expect((await stranger.get('/_oauth2/userinfo')).status()).toBe(401);
  const response = await session.get('/_oauth2/userinfo');
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ preferredUsername: 'grace' });
});

for (const method of ['GET', 'POST']) {
  test(`sign-out by ${method} ends the session, even for copied cookies`, async ({
    stranger,
    session,
    cookie,
  }) => {
    const path = '/_oauth2/sign_out?rd=/bye';
    const response = await session.fetch(path, { method });
    expect(response.status()).toBe(302);
    expect(response.headers().location).toMatch(/\/bye$/);
    const replayed = await stranger.get('/api/catalog/entities', {
      headers: { cookie },
    });
    expect(replayed.status()).toBe(401);
  });
}

for (const rd of [
  'https://evil.example.com/',
  '//evil.example.com',
  '/\\evil.example.com',
]) {
  test(`sign-out never redirects to ${rd}`, async ({ session }) => {
    const path = `/_oauth2/sign_out?rd=${encodeURIComponent(rd)}`;
    expect((await session.get(path)).headers().location).toBe('/');
  });
}

test('the session cookie is HttpOnly and SameSite', async ({ session }) => {
  const { cookies } = await session.storageState();
  expect(cookies.find(({ name }) => name === '_oauth2_proxy')).toMatchObject({
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
  });
});

for (const path of ['/', '/_oauth2/auth', REFRESH]) {
  test(`no header of ${path} contains the ID token`, async ({ session }) => {
    const response = await session.get(path);
    expect(response.ok()).toBe(true);
    expect(JSON.stringify(response.headers())).not.toContain('Bearer');
  });
}

test.describe('browsers must not store', () => {
  // /_oauth2/auth needs no test, because browsers don't store a 202 or 401 without content.
  for (const path of [
    '/_oauth2/userinfo',
    '/_oauth2/start',
    '/_oauth2/callback?code=x&state=y:/',
  ]) {
    test(path, async ({ session, stranger }) => {
      for (const request of [stranger, session]) {
        const { 'cache-control': caching } = (
          await request.get(path)
        ).headers();
        expect(caching).toContain('no-store');
      }
    });
  }

  for (const [what, user, status] of [
    ['the Backstage token', 'grace', 200],
    ['the reason for a refusal', 'zoe', 403],
  ] as const) {
    test(what, async ({ stranger }) => {
      await signIn(stranger, user);
      const response = await stranger.get(REFRESH);
      expect(response.status()).toBe(status);
      expect(response.headers()['cache-control']).toContain('no-store');
    });
  }

  test('the response that sets the session cookie', async ({ stranger }) => {
    const provider = await startSignIn(stranger);
    const callback = await submitSignIn(stranger, provider, 'grace');
    const response = await stranger.get(callback, { maxRedirects: 0 });
    expect(response.headers()['set-cookie']).toContain('_oauth2_proxy=');
    expect(response.headers()['cache-control']).toContain('no-store');
  });
});

test('pages load pictures from the portal by default', async ({ session }) => {
  const response = await session.get('/', { headers: { accept: 'text/html' } });
  expect(response.headers()['content-security-policy']).toMatch(
    /(^|;)img-src 'self' data:(;|$)/,
  );
});

for (const [query, expected] of [
  ['&prompt=login', 'login'],
  ['&prompt=none', null],
  ['', null],
] as const) {
  test(`"${query}" sends the prompt ${expected}`, async ({ stranger }) => {
    const provider = await startSignIn(stranger, '/', query);
    expect(new URL(provider).searchParams.get('prompt')).toBe(expected);
  });
}

test('the proxy renews the session and its cookie', async ({ session }) => {
  test.skip(
    composeStack.renewsAfter !== '10s' ||
      isBehindStandIn(test.info().project.name),
    'Needs oauth2-proxy with COOKIE_REFRESH=10s.',
  );
  await expect(async () => {
    const response = await session.get('/');
    expect(response.headers()['set-cookie']).toContain('_oauth2_proxy=');
  }).toPass({ timeout: 20_000 });
});
