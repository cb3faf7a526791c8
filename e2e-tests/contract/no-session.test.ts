import { APIRequestContext } from '@playwright/test';
import { refusedWebSocket } from '../support/sockets';
import { expect, test } from './session';

const pages: [string, Record<string, string>][] = [
  ['/catalog', { accept: 'text/html' }],
  ['/catalog', { accept: '*/*' }],
  ['/catalog', { 'x-requested-with': 'XMLHttpRequest' }],
  ['/catalog/default/component/node.js', { accept: '*/*' }],
  ['/search?query=/static/main.js', { accept: 'text/html' }],
  ['/signed-in.html', { accept: 'text/html' }],
  ['/api/auth/v1/authorize?client_id=x', { accept: 'text/html' }],
  ['/', { accept: 'application/json;q=0.9' }],
];

const notPages = [
  ['GET', '/api/catalog/entities', '*/*'],
  ['GET', '/api/catalog/entities', 'text/html'],
  ['GET', '/api/scaffolder/v2/tasks/x/eventstream', 'text/event-stream'],
  ['POST', '/api/scaffolder/v2/tasks', '*/*'],
  ['GET', '/catalog', 'application/json'],
  ['GET', '/static/main.js', '*/*'],
  ['GET', '/static/main.css?v=1', '*/*'],
  ['GET', '/manifest.json', '*/*'],
  ['GET', '/favicon.ico', '*/*'],
  ['GET', '/apple-touch-icon.png', '*/*'],
  ['GET', '/icon.svg', '*/*'],
  ['GET', '/signed-in.js', '*/*'],
];

// A client that never had a session, and one whose session has ended, get the same responses.
for (const client of ['stranger', 'ended'] as const) {
  const clientTest = test.extend<{ request: APIRequestContext }>({
    request: async ({ stranger, ended }, use) =>
      use({ stranger, ended }[client]),
  });

  for (const [path, headers] of pages) {
    clientTest(
      `${client}: ${path} with ${JSON.stringify(headers)} is redirected`,
      async ({ request }) => {
        expect((await request.get(path, { headers })).status()).toBe(302);
      },
    );
  }

  for (const [method, path, accept] of notPages) {
    clientTest(
      `${client}: ${method} ${path} for ${accept} gets 401 and does not start a sign-in`,
      async ({ request }) => {
        const headers = { accept };
        const response = await request.fetch(path, { method, headers });
        expect(response.status()).toBe(401);
        expect(await response.text()).toBe('{}');
        expect(response.headers()['set-cookie'] ?? '').not.toContain('_csrf=');
      },
    );
  }
}

test('the redirect keeps the whole URL', async ({ stranger }) => {
  const path = '/search?query=a&types[]=b&path=%2Fx%3By';
  const { location } = (await stranger.get(path)).headers();
  expect(new URL(location).searchParams.get('state')).toContain(path);
});

for (const [path, status] of [
  ['/api/signals', 401],
  ['/somewhere', 302],
] as const) {
  test(`a WebSocket to ${path} gets ${status}`, async ({ baseURL }) => {
    expect(await refusedWebSocket(`${baseURL}${path}`)).toBe(status);
  });
}

for (const path of [
  '/signed-out.html',
  '/.backstage/health/v1/readiness',
  '/api/auth/.well-known/jwks.json',
]) {
  test(`${path} needs no session`, async ({ stranger }) => {
    expect((await stranger.get(path)).status()).toBe(200);
  });
}

test('a public path with .. needs a session', async ({ stranger }) => {
  const path = '/api/auth/.well-known/jwks.json/../../oauth2proxy/refresh';
  expect((await stranger.get(path)).status()).toBe(401);
});
