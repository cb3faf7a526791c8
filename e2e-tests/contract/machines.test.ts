import { APIRequestContext } from '@playwright/test';
import { rawRequest } from '../support/sockets';
import { expect, test } from './session';

/** The paths that programs without a session can reach with a Backstage token. */
const ACTIONS = '/api/catalog/.backstage/actions/v1/actions';
// part: mcp
const MCP = '/api/mcp-actions/v1';
const MCP_SERVER = '/.well-known/oauth-authorization-server';
const RESOURCE = '/.well-known/oauth-protected-resource/api/mcp-actions/v1';
// end part
const USERINFO = '/api/auth/v1/userinfo';
const SERVER = '/api/auth/.well-known/openid-configuration';
const CLI = '/api/auth/.well-known/oauth-client/cli.json';
const ENTITY = '/api/catalog/entities/by-name/user/default/grace';

const USER = { kind: 'user', namespace: 'default', name: 'grace' };
// part: mcp
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'contract', version: '1.0.0' },
  },
};
// end part
const COMPONENT = { entityRef: 'component:default/checkout-service' };
const VALIDATE = {
  entity: {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'valid' },
    spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
  },
  location: 'url:https://example.com/catalog-info.yaml',
};

for (const [method, path, data] of [
  ['GET', ACTIONS, undefined],
  ['POST', `${ACTIONS}/catalog:get-catalog-entity/invoke`, USER],
  // part: mcp
  ['POST', MCP, INITIALIZE],
  // end part
  ['GET', USERINFO, undefined],
  ['GET', ENTITY, undefined],
  ['POST', '/api/catalog/refresh', COMPONENT],
  ['POST', '/api/catalog/validate-entity', VALIDATE],
] as const) {
  // MCP servers require both, and the others accept both.
  const accept = 'application/json, text/event-stream';

  const sendAs = (client: APIRequestContext, headers = {}) =>
    client.fetch(path, { method, data, headers: { ...headers, accept } });

  test(`${method} ${path} accepts a token`, async ({ stranger, headers }) => {
    expect((await sendAs(stranger, headers)).status()).toBe(200);
  });

  test(`${method} ${path} requires a token`, async ({ stranger }) => {
    const response = await sendAs(stranger);
    expect(response.status()).toBe(401);
    expect((await response.json()).error.name).toBe('AuthenticationError');
  });

  test(`${method} ${path} accepts neither the session nor its cookies instead`, async ({
    session,
    headers,
  }) => {
    await session.get('/api/app/.backstage/auth/v1/cookie', { headers });
    expect((await sendAs(session)).status()).toBe(401);
  });
}

test("the authorization server's documents need no session", async ({
  stranger,
  baseURL,
}) => {
  const json = async (path: string) => (await stranger.get(path)).json();
  const issuer = `${baseURL}/api/auth`;
  for (const path of [
    SERVER,
    // part: mcp
    MCP_SERVER,
    `${MCP_SERVER}/api/auth`,
    // end part
  ]) {
    expect(await json(path)).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/v1/authorize`,
      token_endpoint: `${issuer}/v1/token`,
      code_challenge_methods_supported: ['S256'],
      client_id_metadata_document_supported: true,
    });
  }
  // part: mcp
  expect(await json(RESOURCE)).toEqual({
    resource: `${baseURL}${MCP}`,
    authorization_servers: [issuer],
    scopes_supported: ['openid', 'offline_access'],
  });
  // end part
  expect(await json(CLI)).toMatchObject({ client_id: `${baseURL}${CLI}` });
});

test('the token endpoint needs a code, but no session', async ({
  stranger,
}) => {
  const form = { grant_type: 'authorization_code' };
  const response = await stranger.post('/api/auth/v1/token', { form });
  expect(response.status()).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});

test('the revocation endpoint needs a client, but no session', async ({
  stranger,
}) => {
  const form = { token: 'x' };
  const response = await stranger.post('/api/auth/v1/revoke', { form });
  expect(response.status()).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'invalid_client' });
});

// part: mcp
test('an MCP server with a name needs no session', async ({
  stranger,
  headers,
}) => {
  // There is no server with this name.
  const response = await stranger.post(`${MCP}/x`, { headers });
  expect(response.status()).toBe(404);
  expect((await stranger.get(`${RESOURCE}/x`)).status()).toBe(404);
});

test('an MCP client learns that there is no stream, and does not have to sign in again', async ({
  stranger,
  headers,
}) => {
  // The MCP SDK's client tries to open a stream as soon as it is connected.
  expect((await stranger.get(MCP, { headers })).status()).toBe(405);
  expect((await stranger.get(MCP)).status()).toBe(401);
});
// end part

/** Requests similar to those that need no session. Each starts with a method, and its path is sent unchanged. */
const similarRequests = [
  ...[
    ['GET', CLI],
    ['POST', '/api/auth/v1/token'],
    ['POST', '/api/auth/v1/revoke'],
    ['GET', USERINFO],
    ['GET', `${SERVER}/api/auth`],
    ['GET', ACTIONS],
    ['POST', '/api/catalog/refresh'],
  ].flatMap(([method, path]) => [
    ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
      .filter(other => other !== method)
      .map(other => `${other} ${path}`),
    ...['/', '/x', 'x', '%2F', '%2Fx', '%2e', '%00', '%0A', '%3Fx', ';x'].map(
      suffix => `${method} ${path}${suffix}`,
    ),
    `${method} ${path.slice(0, -1)}${path.slice(-1).toUpperCase()}`,
    `${method} ${path}%2F..%2Fx`,
  ]),
  `GET ${SERVER}/x`,
  `GET ${SERVER}/api/auth/v1`,
  `GET /.well-known/openid-configuration`,
  // part: mcp
  `GET ${RESOURCE}/a/b`,
  `GET ${RESOURCE}%2Fa%2Fb`,
  `POST ${MCP}/a/b`,
  `POST ${MCP}/`,
  `POST ${MCP}x`,
  `PUT ${MCP}`,
  `DELETE ${MCP}`,
  'POST /api/mcp-actions/v2',
  // end part
  `POST ${ACTIONS}/a%2Fb/invoke`,
  `POST ${ACTIONS}/a/invoke/`,
  'POST /api/catalog/.backstage/actions/v2/actions/a/invoke',
  'GET /api/catalog/.backstage/actions/v1/status',
  'GET /api/auth/v1/sessions/x',
  'POST /api/auth/v1/sessions/x/approve',
  'POST /api/auth/v1/sessions/x/reject',
  'POST /api/auth/v1/offline-sessions/revoke',
  'POST /api/auth/v1/register',
  'GET /api/auth/v1/%61uthorize',
  'GET /api/auth/oauth2proxy/refresh',
  'POST /api/auth/oauth2proxy/refresh',
  'GET /api/catalog/entities',
  'GET /api/catalog/entities/by-name/user/default',
  'GET /api/catalog/entities/by-name/user/default/a%2Fb',
  `POST ${ENTITY}`,
  'POST /api/catalog/locations',
];

test('every request similar to a public one needs a session, even with a token', async ({
  baseURL,
  headers,
}) => {
  // nginx refuses a zero byte itself.
  const isNginx = test.info().project.name === 'nginx';
  for (const request of similarRequests) {
    await test.step(request, async () => {
      const { status, body } = await send(request, baseURL!, headers);
      if (isNginx && request.endsWith('%00')) {
        expect(status).toBe(400);
        return;
      }
      expect(status, body).toBe(401);
      // oauth2-proxy's body. The backend's contains an error.
      expect(body).toContain(request.startsWith('HEAD') ? '' : '{}');
    });
  }
});

test('empty and dot segments are redirected, and never forwarded', async ({
  baseURL,
  headers,
}) => {
  for (const request of [
    'GET //api/auth/v1/userinfo',
    'GET /api//auth/v1/userinfo',
    'GET /api/auth/v1/./userinfo',
    'GET /api/auth/v1/x/../userinfo',
    'GET /api/auth/v1/userinfo/../sessions/x',
    'POST /api/auth/v1/token/../sessions/x/approve',
    // part: mcp
    'POST /api/mcp-actions/v1/../../auth/v1/offline-sessions/revoke',
    // end part
    `POST ${ACTIONS}/../invoke`,
    `POST ${ACTIONS}//invoke`,
  ]) {
    await test.step(request, async () => {
      const { status, body } = await send(request, baseURL!, headers);
      expect(status, body).toBe(301);
    });
  }
});

test('the backend gets no user from other spellings of a public path', async ({
  baseURL,
}) => {
  // oauth2-proxy compares the decoded path, up to a #.
  for (const request of [
    'GET /api/auth/v1/%75serinfo',
    'GET /api/auth/v1/userinfo%23',
    'GET /api/auth/v1/userinfo%23/../sessions/x',
    // part: mcp
    'POST /api/mcp-actions/v1%23/x',
    // end part
    `POST ${ACTIONS}/a%23b/invoke`,
    `POST ${ACTIONS}/a%252Fb/invoke`,
    `POST ${ACTIONS}/%2e%2e/invoke`,
    `GET ${SERVER}%23x`,
  ]) {
    await test.step(request, async () => {
      const { status } = await send(request, baseURL!);
      expect([301, 401, 404]).toContain(status);
    });
  }
});

function send(request: string, baseURL: string, headers = {}) {
  const [method, path] = request.split(' ');
  const lines = Object.entries(headers).map(entry => entry.join(': '));
  lines.push('Content-Length: 0', 'Connection: close');
  return rawRequest(baseURL, path, lines, method);
}
