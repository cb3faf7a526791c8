import { expect, test } from './session';

/** What programs without a session can reach, with a Backstage token. */
const ACTIONS = '/api/catalog/.backstage/actions/v1/actions';
const MCP = '/api/mcp-actions/v1';

const USER = { kind: 'user', namespace: 'default', name: 'grace' };
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

for (const [method, path, data] of [
  ['GET', ACTIONS, undefined],
  ['POST', `${ACTIONS}/catalog:get-catalog-entity/invoke`, USER],
  ['POST', MCP, INITIALIZE],
] as const) {
  const accept = path === MCP ? 'application/json, text/event-stream' : '*/*';

  test(`${method} ${path} accepts a token`, async ({ stranger, headers }) => {
    const response = await stranger.fetch(path, {
      method,
      data,
      headers: { ...headers, accept },
    });
    expect(response.status()).toBe(200);
  });

  test(`${method} ${path} requires a token`, async ({ stranger }) => {
    const headers = { accept };
    const response = await stranger.fetch(path, { method, data, headers });
    expect(response.status()).toBe(401);
    expect((await response.json()).error.name).toBe('AuthenticationError');
  });
}

for (const path of [`${MCP}/x`, `${ACTIONS}/x`, '/api/catalog/entities']) {
  test(`${path} needs a session, even with a token`, async ({ stranger }) => {
    const headers = { authorization: 'Bearer x' };
    const response = await stranger.post(path, { headers });
    expect(response.status()).toBe(401);
    expect(await response.text()).toBe('{}');
  });
}
