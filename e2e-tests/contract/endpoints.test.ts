import { composeStack } from '../support/composeStack';
import { signIn, startSignIn, submitSignIn } from '../support/signIn';
import { expect, test } from './session';

test('sign-in starts with a redirect to the provider', async ({ stranger }) => {
  const response = await stranger.get('/_oauth2/start?rd=/catalog');
  expect(response.status()).toBe(302);
  const location = new URL(response.headers().location);
  expect(location.searchParams.get('response_type')).toBe('code');
  expect(location.searchParams.get('client_id')).toBe('backstage');
  expect(location.searchParams.get('redirect_uri')).toMatch(
    /\/_oauth2\/callback$/,
  );
});

test('each sign-in has a cookie of its own, so that two tabs can sign in at once', async ({
  stranger,
}) => {
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
});

test('/auth says whether somebody is there', async ({ stranger, session }) => {
  expect((await stranger.get('/_oauth2/auth')).status()).toBe(401);
  expect((await session.get('/_oauth2/auth')).status()).toBe(202);
});

test('/userinfo says who is there', async ({ stranger, session }) => {
  expect((await stranger.get('/_oauth2/userinfo')).status()).toBe(401);
  const response = await session.get('/_oauth2/userinfo');
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ preferredUsername: 'grace' });
});

for (const method of ['GET', 'POST']) {
  test(`sign-out by ${method} ends the session, also for a cookie that was kept`, async ({
    stranger,
    session,
    cookie,
  }) => {
    const response = await session.fetch('/_oauth2/sign_out?rd=/bye', {
      method,
    });
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
  test(`sign-out never leads to ${rd}`, async ({ session }) => {
    const response = await session.get(
      `/_oauth2/sign_out?rd=${encodeURIComponent(rd)}`,
    );
    expect(response.headers().location).toBe('/');
  });
}

test('the session cookie is out of reach for scripts and other sites', async ({
  session,
}) => {
  const { cookies } = await session.storageState();
  expect(cookies.find(({ name }) => name === '_oauth2_proxy')).toMatchObject({
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
  });
});

for (const path of ['/', '/_oauth2/auth', '/api/auth/oauth2proxy/refresh']) {
  test(`the answer to ${path} has no header with the ID token`, async ({
    session,
  }) => {
    const response = await session.get(path);
    expect(response.ok()).toBe(true);
    expect(JSON.stringify(response.headers())).not.toContain('Bearer');
  });
}

// Not /_oauth2/auth: it answers 202 or 401 with no content, which no browser stores by default.
for (const path of [
  '/_oauth2/userinfo',
  '/_oauth2/start',
  '/_oauth2/callback?code=x&state=y:/',
]) {
  test(`browsers never store the answer to ${path}`, async ({
    session,
    stranger,
  }) => {
    for (const request of [stranger, session]) {
      const response = await request.get(path);
      expect(response.headers()['cache-control']).toContain('no-store');
    }
  });
}

test('browsers never store the answer that carries the Backstage token', async ({
  session,
}) => {
  const response = await session.get('/api/auth/oauth2proxy/refresh');
  expect(response.status()).toBe(200);
  expect(response.headers()['cache-control']).toContain('no-store');
});

test('browsers never store why someone is refused', async ({ stranger }) => {
  await signIn(stranger, 'zoe');
  const response = await stranger.get('/api/auth/oauth2proxy/refresh');
  expect(response.status()).toBe(403);
  expect(response.headers()['cache-control']).toContain('no-store');
});

test('browsers never store the answer that sets the session cookie', async ({
  stranger,
}) => {
  const callback = await submitSignIn(
    stranger,
    await startSignIn(stranger),
    'grace',
  );
  const response = await stranger.get(callback, { maxRedirects: 0 });
  expect(response.headers()['set-cookie']).toContain('_oauth2_proxy=');
  expect(response.headers()['cache-control']).toContain('no-store');
});

test('a page may load pictures from the portal only, unless PICTURE_SOURCES says otherwise', async ({
  session,
}) => {
  const response = await session.get('/', { headers: { accept: 'text/html' } });
  expect(response.headers()['content-security-policy']).toMatch(
    /(^|;)img-src 'self' data:(;|$)/,
  );
});

for (const [prompt, passedOn] of [
  ['login', 'login'],
  ['none', null],
] as const) {
  test(`prompt=${prompt} reaches the provider as ${passedOn}`, async ({
    stranger,
  }) => {
    const provider = await startSignIn(stranger, '/', `&prompt=${prompt}`);
    expect(new URL(provider).searchParams.get('prompt')).toBe(passedOn);
  });
}

test('a session is renewed, and the browser hears of it', async ({
  session,
}) => {
  test.skip(
    composeStack.renewsAfter !== '10s' || test.info().project.name === 'dev',
    'Needs COOKIE_REFRESH=10s, and oauth2-proxy.',
  );
  await expect(async () => {
    const response = await session.get('/');
    expect(response.headers()['set-cookie']).toContain('_oauth2_proxy=');
  }).toPass({ timeout: 20_000 });
});
