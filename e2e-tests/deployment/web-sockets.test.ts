import { rawRequest } from '../support/rawRequest';
import { expect, test } from './fixtures';

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

for (const [what, path, headers, expected] of [
  ['without a token', '/api/signals', [], 401],
  ['with garbage', '/api/signals', ['Sec-WebSocket-Protocol: garbage'], 401],
  [
    'with a forged token',
    '/api/signals',
    ['Sec-WebSocket-Protocol: a.b.c'],
    401,
  ],
  ['to another path', '/api/catalog', [], 404],
] as const) {
  test(`a WebSocket ${what} is refused at once`, async ({
    baseURL,
    cookie,
  }) => {
    const lines = [...UPGRADE, `Cookie: ${cookie}`, ...headers];
    const refused = rawRequest(baseURL!, path, lines);
    await expect(refused).resolves.toMatchObject({ status: expected });
  });
}
