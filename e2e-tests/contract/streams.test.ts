import { WebSocket } from 'ws';
import { expect, test } from './session';

test('a large body arrives completely', async ({ session, headers }) => {
  const path = '/api/user-settings/buckets/contract/keys/large';
  const value = 'x'.repeat(60_000);
  const put = await session.put(path, { headers, data: { value } });
  expect(put.status()).toBe(200);
  const got = await session.get(path, { headers });
  expect((await got.json()).value).toBe(value);
});

test('a WebSocket works both ways', async ({ baseURL, token, cookie }) => {
  // Browsers can't set headers here, so Backstage reads the token from the protocol.
  const socket = new WebSocket(`${baseURL}/api/signals`, token, {
    headers: { cookie },
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const pong = new Promise(resolve => socket.on('pong', resolve));
  socket.ping();
  await pong;
  socket.close();
});

test("a task's log streams", async ({ baseURL, session, cookie, headers }) => {
  const path = '/api/scaffolder/v2/tasks';
  const created = await session.post(path, {
    headers,
    data: {
      templateRef: 'template:default/node-service',
      values: {
        name: 'contract',
        description: 'Checks that streams work',
        owner: 'group:default/payments',
      },
    },
  });
  expect(created.status()).toBe(201);
  const { id } = await created.json();

  const response = await fetch(`${baseURL}${path}/${id}/eventstream`, {
    headers: { ...headers, cookie, accept: 'text/event-stream' },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  for await (const chunk of response.body!) {
    text += new TextDecoder().decode(chunk);
    if (text.includes('event: completion')) {
      break;
    }
  }
  expect(text).toContain('event: log');
  expect(text).toContain('"status":"completed"');
});
