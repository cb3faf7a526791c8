import { refusedWebSocket } from '../support/webSocket';
import { expect, test } from './session';

/** Nobody at all, and somebody whose session was ended elsewhere, are treated alike. */
const who = ['stranger', 'ended'] as const;

const pages: [string, Record<string, string>][] = [
  ['/catalog', { accept: 'text/html' }],
  ['/catalog', { accept: '*/*' }],
  ['/catalog', { 'x-requested-with': 'XMLHttpRequest' }],
  ['/catalog/default/component/node.js', { accept: '*/*' }],
  ['/search?query=/static/main.js', { accept: 'text/html' }],
  ['/signed-in.html', { accept: 'text/html' }],
  ['/', { accept: 'application/json;q=0.9' }],
];

for (const name of who) {
  for (const [path, headers] of pages) {
    test(`${name}: ${path} with ${JSON.stringify(
      headers,
    )} is sent to sign in`, async ({ stranger, ended }) => {
      const request = { stranger, ended }[name];
      const response = await request.get(path, { headers });
      expect(response.status()).toBe(302);
    });
  }
}

test('a page is sent to sign in, and where it was going is kept whole', async ({
  stranger,
}) => {
  const path = '/search?query=a&types[]=b&path=%2Fx%3By';
  const response = await stranger.get(path);
  const { searchParams } = new URL(response.headers().location);
  expect(searchParams.get('state')).toContain(path);
});

const apis: [string, string, Record<string, string>][] = [
  ['GET', '/api/catalog/entities', { accept: '*/*' }],
  ['GET', '/api/catalog/entities', { accept: 'text/html' }],
  [
    'GET',
    '/api/scaffolder/v2/tasks/x/eventstream',
    { accept: 'text/event-stream' },
  ],
  ['POST', '/api/scaffolder/v2/tasks', { accept: '*/*' }],
  ['GET', '/catalog', { accept: 'application/json' }],
];

for (const name of who) {
  for (const [method, path, headers] of apis) {
    test(`${name}: ${method} ${path} with ${JSON.stringify(
      headers,
    )} gets 401`, async ({ stranger, ended }) => {
      const request = { stranger, ended }[name];
      const response = await request.fetch(path, { method, headers });
      expect(response.status()).toBe(401);
      expect(await response.text()).toBe('{}');
    });
  }
}

for (const name of who) {
  for (const path of [
    '/static/main.js',
    '/static/main.css?v=1',
    '/manifest.json',
    '/favicon.ico',
    '/apple-touch-icon.png',
    '/icon.svg',
    '/signed-in.js',
  ]) {
    test(`${name}: the file ${path} gets 401 and starts no sign-in`, async ({
      stranger,
      ended,
    }) => {
      const request = { stranger, ended }[name];
      const response = await request.get(path, { headers: { accept: '*/*' } });
      expect(response.status()).toBe(401);
      expect(response.headers()['set-cookie'] ?? '').not.toContain('_csrf=');
    });
  }
}

for (const [path, status] of [
  ['/api/signals', 401],
  ['/somewhere', 302],
] as const) {
  test(`a WebSocket to ${path} gets ${status}`, async ({ baseURL }) => {
    const answer = await refusedWebSocket(`${baseURL}${path}`);
    expect(answer).toBe(status);
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

test('nobody is nobody behind a path that needs no session', async ({
  stranger,
}) => {
  const response = await stranger.get(
    '/api/auth/.well-known/jwks.json/../../oauth2proxy/refresh',
  );
  expect(response.status()).toBe(401);
});
