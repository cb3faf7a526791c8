import { generateKeyPair, SignJWT } from 'jose';
import { rawRequest } from '../support/rawRequest';
import { expect, test, USER } from './session';

const REFRESH = '/api/auth/oauth2proxy/refresh';
const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';

/** A token that would be ada's, had the provider signed it. */
async function forge(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ preferred_username: 'ada' })
    .setProtectedHeader({ alg: 'RS256', kid: 'forged' })
    .setIssuer('http://localhost/_idp')
    .setAudience('backstage')
    .setSubject('ada')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
}

test('the backend knows who has the session', async ({ session }) => {
  const response = await session.get(REFRESH);
  expect(response.status()).toBe(200);
  const { backstageIdentity, providerInfo } = await response.json();
  expect(backstageIdentity.identity).toMatchObject({
    userEntityRef: USER,
    ownershipEntityRefs: [USER, 'group:default/payments'],
  });
  expect(JSON.stringify(providerInfo)).toBe('{}');
});

for (const name of [
  HEADER,
  HEADER.toLowerCase(),
  'X_OAUTH2_PROXY_ID_TOKEN',
  'x-oauth2_proxy-ID-token',
]) {
  test(`${name} of a client makes nobody of a stranger`, async ({
    stranger,
  }) => {
    const headers = { [name]: `Bearer ${await forge()}` };
    const response = await stranger.get(REFRESH, { headers });
    expect(response.status()).toBe(401);
  });

  test(`${name} of a client changes nothing for who has a session`, async ({
    baseURL,
    cookie,
  }) => {
    const { status, body } = await rawRequest(baseURL!, REFRESH, [
      `Cookie: ${cookie}`,
      `${name}: Bearer ${await forge()}`,
      'Connection: close',
    ]);
    expect(status).toBe(200);
    expect(body).toContain(`"${USER}"`);
  });
}

test('two copies of a client change nothing', async ({ baseURL, cookie }) => {
  const forged = await forge();
  const { status, body } = await rawRequest(baseURL!, REFRESH, [
    `Cookie: ${cookie}`,
    `${HEADER}: Bearer ${forged}`,
    `${HEADER}: Bearer ${forged}`,
    'Connection: close',
  ]);
  expect(status).toBe(200);
  expect(body).toContain(`"${USER}"`);
});

test('naming the header in Connection makes nobody of a client, or changes nothing', async ({
  baseURL,
  cookie,
}) => {
  const { status, body } = await rawRequest(baseURL!, REFRESH, [
    `Cookie: ${cookie}`,
    `${HEADER}: Bearer ${await forge()}`,
    `Connection: close, ${HEADER}`,
  ]);
  // oauth2-proxy drops the header that it has added itself. nginx minds its own connection only.
  const nginx = test.info().project.name === 'nginx';
  expect(status).toBe(nginx ? 200 : 401);
  expect(body).toContain(nginx ? `"${USER}"` : 'token_missing');
});

for (const name of [
  'X-Forwarded-User',
  'X-Forwarded-Preferred-Username',
  'X-Auth-Request-User',
]) {
  test(`${name} means nothing`, async ({ session, stranger }) => {
    const headers = { [name]: 'ada' };
    expect((await stranger.get(REFRESH, { headers })).status()).toBe(401);
    const response = await session.get(REFRESH, { headers });
    expect(
      (await response.json()).backstageIdentity.identity.userEntityRef,
    ).toBe(USER);
  });
}

test('Authorization goes through untouched', async ({ session }) => {
  const { backstageIdentity } = await (await session.get(REFRESH)).json();
  const authorization = `Bearer ${backstageIdentity.token}`;
  const response = await session.get(
    '/api/catalog/entities/by-name/user/default/grace',
    {
      headers: { authorization },
    },
  );
  expect(response.status()).toBe(200);
});
