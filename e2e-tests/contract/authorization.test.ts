import {
  approve,
  AUTHORIZE,
  authorize,
  authorizePath,
  createPkce,
  exchange,
  idOf,
  obtainCode,
  refresh,
  REDIRECT_URI,
  revoke,
  SESSIONS,
} from '../support/oauth';
import { signIn } from '../support/signIn';
import { expect, REFRESH, test, USER } from './session';

const invalidToken = {
  error: 'invalid_grant',
  error_description: 'Invalid refresh token',
};

const USERINFO = '/api/auth/v1/userinfo';

test('a browser without a session signs in and returns to the request', async ({
  stranger,
  baseURL,
}) => {
  const path = authorizePath(createPkce().challenge);
  const page = await signIn(stranger, 'grace', path);
  expect(page).toBe(`${baseURL}${path}`);
  const response = await stranger.get(page);
  expect(response.status()).toBe(302);
  expect(idOf(response.headers().location)).toBeTruthy();
});

test('the consent page gets the client, the scope and the redirect URI', async ({
  session,
  headers,
}) => {
  const { id } = await authorize(session);
  const response = await session.get(`${SESSIONS}/${id}`, { headers });
  expect(await response.json()).toEqual({
    id,
    clientId: 'mcp',
    clientName: 'MCP client on this computer',
    scope: 'openid offline_access',
    redirectUri: REDIRECT_URI,
  });
});

test("a client gets, refreshes and revokes the user's tokens", async ({
  session,
  headers,
  stranger,
}) => {
  const { id, verifier } = await authorize(session);
  const redirect = await approve(session, headers, id);
  expect(redirect.href).toContain(`${REDIRECT_URI}?`);
  expect(redirect.searchParams.get('state')).toBe('the-state');

  const code = redirect.searchParams.get('code')!;
  const first = await exchange(stranger, { code, verifier });
  expect(first.status()).toBe(200);
  const tokens = await first.json();
  expect(tokens).toMatchObject({ token_type: 'Bearer' });

  const second = await refresh(stranger, tokens.refresh_token);
  const renewed = await second.json();
  for (const { access_token: token } of [tokens, renewed]) {
    const authorization = `Bearer ${token}`;
    const info = await stranger.get(USERINFO, { headers: { authorization } });
    expect((await info.json()).claims.sub).toBe(USER);
  }

  const used = await refresh(stranger, tokens.refresh_token);
  expect(used.status()).toBe(400);
  expect(await used.json()).toEqual(invalidToken);

  expect((await revoke(stranger, renewed.refresh_token)).status()).toBe(200);
  const revoked = await refresh(stranger, renewed.refresh_token);
  expect(revoked.status()).toBe(400);
  expect(await revoked.json()).toEqual(invalidToken);
});

test('signing in to a client again ends its earlier sign-in', async ({
  session,
  headers,
  stranger,
}) => {
  const signInClient = async () => {
    const code = await obtainCode(session, headers);
    return (await (await exchange(stranger, code)).json()).refresh_token;
  };
  const earlier = await signInClient();
  const later = await signInClient();
  expect((await refresh(stranger, earlier)).status()).toBe(400);
  expect((await refresh(stranger, later)).status()).toBe(200);
});

test('a user who rejects a request sends the client an error', async ({
  session,
  headers,
}) => {
  const { id } = await authorize(session);
  const path = `${SESSIONS}/${id}`;
  const response = await session.post(`${path}/reject`, { headers });
  const { searchParams } = new URL((await response.json()).redirectUrl);
  expect(searchParams.get('error')).toBe('access_denied');
  expect(searchParams.get('state')).toBe('the-state');
  const late = await session.post(`${path}/approve`, { headers });
  expect(late.status()).toBe(400);
});

for (const [name, changes, reason] of [
  [
    'a forged redirect URI',
    { redirect_uri: 'https://evil.example.com/callback' },
    /Invalid redirect_uri/,
  ],
  [
    'a redirect URI with another port',
    { redirect_uri: 'http://localhost:8788/callback' },
    /Invalid redirect_uri/,
  ],
  [
    'a redirect URI with another path',
    { redirect_uri: `${REDIRECT_URI}/../x` },
    /Invalid redirect_uri/,
  ],
  ['an unknown client', { client_id: 'other' }, /Invalid client_id/],
  [
    'a client that publishes its own document',
    { client_id: 'https://evil.example.com/client.json' },
    /Invalid client_id/,
  ],
  [
    'a client with an http:// address',
    { client_id: 'http://evil.example.com/client.json' },
    /Invalid client_id/,
  ],
  ['a request without a challenge', { code_challenge: '' }, /PKCE/],
  [
    'a plain challenge',
    { code_challenge_method: 'plain' },
    /code_challenge_method/,
  ],
  ['another response type', { response_type: 'token' }, /authorization code/],
] as const) {
  test(`refuses ${name}`, async ({ session }) => {
    const path = authorizePath(createPkce().challenge, changes);
    const response = await session.get(path);
    expect(response.status()).toBe(400);
    expect(response.headers().location).toBeUndefined();
    expect(await response.text()).toMatch(reason);
  });
}

test('refuses a wrong verifier', async ({ session, headers, stranger }) => {
  const { code } = await obtainCode(session, headers);
  const { verifier } = createPkce();
  const response = await exchange(stranger, { code, verifier });
  expect(response.status()).toBe(400);
  expect(await response.json()).toEqual({
    error: 'invalid_grant',
    error_description: 'Invalid code verifier',
  });
});

test('refuses a replayed code', async ({ session, headers, stranger }) => {
  const code = await obtainCode(session, headers);
  expect((await exchange(stranger, code)).status()).toBe(200);
  const response = await exchange(stranger, code);
  expect(response.status()).toBe(400);
  expect(await response.json()).toEqual({
    error: 'invalid_grant',
    error_description: 'Authorization code already used',
  });
});

for (const [name, changes, reason] of [
  [
    "another client's code",
    { client_id: 'https://claude.ai/client.json' },
    'Client ID mismatch',
  ],
  [
    'a code with another redirect URI',
    { redirect_uri: 'http://127.0.0.1:33418/' },
    'Redirect URI mismatch',
  ],
  ['a made-up code', { code: 'made-up' }, 'Invalid authorization code'],
] as const) {
  test(`refuses ${name}`, async ({ session, headers, stranger }) => {
    const code = await obtainCode(session, headers);
    const response = await exchange(stranger, code, changes);
    expect(response.status()).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_grant',
      error_description: reason,
    });
  });
}

test("refuses another client's refresh token", async ({
  session,
  headers,
  stranger,
}) => {
  const code = await obtainCode(session, headers);
  const tokens = await (await exchange(stranger, code)).json();
  const response = await refresh(stranger, tokens.refresh_token, {
    client_id: 'https://claude.ai/client.json',
  });
  expect(response.status()).toBe(400);
  expect(await response.json()).toEqual({
    error: 'invalid_grant',
    error_description: 'Refresh token was not issued to this client',
  });
});

test('refuses approval by a user other than the one who started', async ({
  session,
  connect,
}) => {
  const { id } = await authorize(session);
  const other = await connect();
  await signIn(other, 'newcomer');
  const { token } = (await (await other.get(REFRESH)).json()).backstageIdentity;
  for (const decision of ['approve', 'reject']) {
    const response = await other.post(`${SESSIONS}/${id}/${decision}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status()).toBe(403);
    expect((await response.json()).error_description).toContain(
      'another browser',
    );
  }
});

test('refuses approval with only cookies, as another site would send it', async ({
  session,
  headers,
}) => {
  // A page of the app sets Backstage's cookie.
  await session.get('/api/app/.backstage/auth/v1/cookie', { headers });
  const { id } = await authorize(session);
  const response = await session.post(`${SESSIONS}/${id}/approve`, {
    headers: { origin: 'https://evil.example.com' },
    form: {},
  });
  expect(response.status()).toBe(401);
  expect((await response.json()).error.name).toBe('AuthenticationError');
});

test("refuses approval with another user's Backstage token", async ({
  headers,
  connect,
}) => {
  const thief = await connect();
  await signIn(thief, 'newcomer');
  const { id } = await authorize(thief);
  const response = await thief.post(`${SESSIONS}/${id}/approve`, { headers });
  expect(response.status()).toBe(403);
  expect((await response.json()).error.message).toBe(
    `The account at the sign-in proxy does not belong to ${USER}`,
  );
});

test('refuses a second answer', async ({ session, headers }) => {
  const { id } = await authorize(session);
  await approve(session, headers, id);
  const path = `${SESSIONS}/${id}/approve`;
  const response = await session.post(path, { headers });
  expect(response.status()).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});

test('clients cannot register dynamically', async ({ session }) => {
  const document = await session.get(
    '/api/auth/.well-known/openid-configuration',
  );
  expect(await document.json()).not.toHaveProperty('registration_endpoint');
  const response = await session.post('/api/auth/v1/register', {
    data: { redirect_uris: [REDIRECT_URI] },
  });
  expect(response.status()).toBe(404);
});

test('the authorization page refuses scripts', async ({ stranger }) => {
  const headers = { accept: 'application/json' };
  const response = await stranger.get(AUTHORIZE, { headers });
  expect(response.status()).toBe(401);
});
