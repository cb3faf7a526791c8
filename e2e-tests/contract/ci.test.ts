import { composeStack, devStack } from '../support/stacks';
import { expect, test as base } from './session';

const COMPONENT = { entityRef: 'component:default/checkout-service' };
const ENTITY =
  '/api/catalog/entities/by-name/component/default/checkout-service';
const ACTIONS = '/api/catalog/.backstage/actions/v1/actions';

const test = base.extend<{ ci: { authorization: string } }>({
  ci: async ({}, use) => {
    const isDev = test.info().project.name === 'dev';
    const { ciToken } = isDev ? devStack : composeStack;
    test.skip(!ciToken, 'CI_TOKEN is not set');
    await use({ authorization: `Bearer ${ciToken}` });
  },
});

test('a CI job reads an entity', async ({ stranger, ci }) => {
  const response = await stranger.get(ENTITY, { headers: ci });
  expect(response.status()).toBe(200);
  expect((await response.json()).metadata.name).toBe('checkout-service');
});

test('a CI job refreshes an entity with any owner', async ({
  stranger,
  ci,
}) => {
  const response = await stranger.post('/api/catalog/refresh', {
    headers: ci,
    data: COMPONENT,
  });
  expect(response.status()).toBe(200);
});

test('a CI job validates an entity', async ({ stranger, ci }) => {
  const validate = (entity: object) =>
    stranger.post('/api/catalog/validate-entity', {
      headers: ci,
      data: { entity, location: 'url:https://example.com/catalog-info.yaml' },
    });
  const valid = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'valid' },
    spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
  };
  expect((await validate(valid)).status()).toBe(200);
  expect((await validate({ ...valid, spec: {} })).status()).toBe(400);
});

test('a CI job cannot call actions or tools, because these act with all permissions', async ({
  stranger,
  ci,
}) => {
  const path = `${ACTIONS}/catalog:get-catalog-entity/invoke`;
  const action = await stranger.post(path, {
    headers: ci,
    data: { name: 'checkout-service' },
  });
  expect(action.status()).toBe(403);
  // part: mcp
  const mcp = await stranger.post('/api/mcp-actions/v1', { headers: ci });
  expect(mcp.status()).toBe(403);
  // end part
});

test('a CI job has no other access, not even with a session', async ({
  session,
  ci,
}) => {
  const { uid } = (await (await session.get(ENTITY, { headers: ci })).json())
    .metadata;
  for (const [method, path] of [
    ['DELETE', `/api/catalog/entities/by-uid/${uid}`],
    ['POST', '/api/catalog/locations'],
    ['GET', '/api/scaffolder/v2/tasks'],
    ['GET', '/api/search/query'],
    ['POST', '/api/auth/v1/offline-sessions/revoke'],
  ]) {
    const response = await session.fetch(path, {
      method,
      headers: ci,
      data: method === 'POST' ? { type: 'url', target: 'x' } : undefined,
    });
    expect(response.status(), `${method} ${path}`).toBe(403);
  }
});

test('a CI job with another token gets nothing', async ({ stranger, ci }) => {
  const headers = { authorization: `${ci.authorization}x` };
  expect((await stranger.get(ENTITY, { headers })).status()).toBe(401);
});
