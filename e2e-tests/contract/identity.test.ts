import { rawRequest } from '../support/sockets';
import { forgeToken } from '../support/signIn';
import { expect, REFRESH, test as base, USER } from './session';

const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';

interface Fixtures {
  /** Sends header lines exactly as given, with the session's cookies. */
  sendLines: (
    lines: string[],
    connection?: string,
  ) => ReturnType<typeof rawRequest>;
}

const test = base.extend<Fixtures>({
  sendLines: async ({ baseURL, cookie }, use) => {
    await use((lines, connection = 'close') =>
      rawRequest(baseURL!, REFRESH, [
        `Cookie: ${cookie}`,
        ...lines,
        `Connection: ${connection}`,
      ]),
    );
  },
});

test("the backend receives the session's user", async ({ session }) => {
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
  test(`a client's ${name} is dropped`, async ({ stranger, sendLines }) => {
    const value = `Bearer ${await forgeToken()}`;
    const headers = { [name]: value };
    expect((await stranger.get(REFRESH, { headers })).status()).toBe(401);
    const { status, body } = await sendLines([`${name}: ${value}`]);
    expect(status).toBe(200);
    expect(body).toContain(`"${USER}"`);
  });
}

test("a client's repeated header is dropped", async ({ sendLines }) => {
  const value = `Bearer ${await forgeToken()}`;
  const { status, body } = await sendLines([
    `${HEADER}: ${value}`,
    `${HEADER}: ${value}`,
    `${HEADER.toLowerCase()}: ${value}`,
  ]);
  expect(status).toBe(200);
  expect(body).toContain(`"${USER}"`);
});

test('listing the header in Connection is harmless', async ({ sendLines }) => {
  const { status, body } = await sendLines(
    [`${HEADER}: Bearer ${await forgeToken()}`],
    `close, ${HEADER}`,
  );
  // oauth2-proxy then drops the header that it added itself. nginx ignores the client's Connection.
  const nginx = test.info().project.name === 'nginx';
  expect(status).toBe(nginx ? 200 : 401);
  expect(body).toContain(nginx ? `"${USER}"` : 'token_missing');
});

for (const name of [
  'X-Forwarded-User',
  'X-Forwarded-Preferred-Username',
  'X-Auth-Request-User',
]) {
  test(`${name} has no effect`, async ({ session, stranger }) => {
    const headers = { [name]: 'ada' };
    expect((await stranger.get(REFRESH, { headers })).status()).toBe(401);
    const response = await session.get(REFRESH, { headers });
    const { identity } = (await response.json()).backstageIdentity;
    expect(identity.userEntityRef).toBe(USER);
  });
}

test('Authorization is forwarded unchanged', async ({ session, headers }) => {
  const path = '/api/catalog/entities/by-name/user/default/grace';
  expect((await session.get(path, { headers })).status()).toBe(200);
});
