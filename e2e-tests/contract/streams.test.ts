import { WebSocket } from 'ws';
import { expect, test } from './session';

const REFRESH = '/api/auth/oauth2proxy/refresh';

test('a large POST arrives whole', async ({ session }) => {
  const { backstageIdentity } = await (await session.get(REFRESH)).json();
  const headers = { authorization: `Bearer ${backstageIdentity.token}` };
  const path = '/api/user-settings/buckets/contract/keys/large';
  const value = 'x'.repeat(60_000);
  const put = await session.put(path, { headers, data: { value } });
  expect(put.status()).toBe(200);
  const got = await session.get(path, { headers });
  expect((await got.json()).value).toBe(value);
});

test('a WebSocket connects, and both sides are heard', async ({
  baseURL,
  session,
  cookie,
}) => {
  const { backstageIdentity } = await (await session.get(REFRESH)).json();
  // Browsers can't set headers here, so Backstage takes the token as a protocol.
  const socket = new WebSocket(
    `${baseURL}/api/signals`,
    backstageIdentity.token,
    { headers: { cookie } },
  );
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const pong = new Promise(resolve => socket.on('pong', resolve));
  socket.ping();
  await pong;
  socket.close();
});

test('the log of a task comes as it is written', async ({
  baseURL,
  session,
  cookie,
}) => {
  const { backstageIdentity } = await (await session.get(REFRESH)).json();
  const authorization = `Bearer ${backstageIdentity.token}`;
  const created = await session.post('/api/scaffolder/v2/tasks', {
    headers: { authorization },
    data: {
      templateRef: 'template:default/node-service',
      values: {
        name: 'contract',
        description: 'Checks that streams pass',
        owner: 'group:default/payments',
      },
    },
  });
  expect(created.status()).toBe(201);
  const { id } = await created.json();

  const response = await fetch(
    `${baseURL}/api/scaffolder/v2/tasks/${id}/eventstream`,
    { headers: { cookie, authorization, accept: 'text/event-stream' } },
  );
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
