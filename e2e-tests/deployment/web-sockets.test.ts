import { refusedWebSocket } from '../support/webSocket';
import { expect, test } from './fixtures';

for (const [what, path, protocols, expected] of [
  ['without a token', '/api/signals', [], 401],
  ['with garbage', '/api/signals', ['garbage'], 401],
  ['with a forged token', '/api/signals', ['a.b.c'], 401],
  ['to another path', '/api/catalog', [], 404],
] as const) {
  test(`a WebSocket ${what} is refused at once`, async ({
    baseURL,
    cookie,
  }) => {
    const status = await refusedWebSocket(`${baseURL}${path}`, [...protocols], {
      headers: { cookie },
      handshakeTimeout: 5_000,
    });
    expect(status).toBe(expected);
  });
}
