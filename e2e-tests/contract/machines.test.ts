import { APIRequestContext, APIResponse } from '@playwright/test';
import { expect, test } from './session';

/** What programs without a session may reach, with a Backstage token of their own. */
const ACTIONS = '/api/catalog/.backstage/actions/v1/actions';
const MCP = '/api/mcp-actions/v1';

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

const calls: [
  string,
  (by: APIRequestContext, headers: {}) => Promise<APIResponse>,
][] = [
  [`GET ${ACTIONS}`, (by, headers) => by.get(ACTIONS, { headers })],
  [
    `POST ${ACTIONS}/…/invoke`,
    (by, headers) =>
      by.post(`${ACTIONS}/catalog:get-catalog-entity/invoke`, {
        headers,
        data: { kind: 'user', namespace: 'default', name: 'grace' },
      }),
  ],
  [
    `POST ${MCP}`,
    (by, headers) =>
      by.post(MCP, {
        headers: {
          ...headers,
          accept: 'application/json, text/event-stream',
        },
        data: INITIALIZE,
      }),
  ],
];

for (const [name, call] of calls) {
  test(`${name} answers a Backstage token without a session`, async ({
    session,
    stranger,
  }) => {
    const refresh = await session.get('/api/auth/oauth2proxy/refresh');
    const { backstageIdentity } = await refresh.json();
    const response = await call(stranger, {
      authorization: `Bearer ${backstageIdentity.token}`,
    });
    expect(response.status()).toBe(200);
  });

  test(`${name} is refused by the backend without a token`, async ({
    stranger,
  }) => {
    const response = await call(stranger, {});
    expect(response.status()).toBe(401);
    expect((await response.json()).error.name).toBe('AuthenticationError');
  });
}

for (const path of [`${MCP}/x`, `${ACTIONS}/x`, '/api/catalog/entities']) {
  test(`${path} needs a session, whatever token comes with it`, async ({
    stranger,
  }) => {
    const response = await stranger.post(path, {
      headers: { authorization: 'Bearer x' },
    });
    expect(response.status()).toBe(401);
    expect(await response.text()).toBe('{}');
  });
}
