import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startGateway } from './gateway.mjs';
import { AUDIENCE, startIdentityProvider } from './identityProvider.mjs';
import { close, listen } from './servers.mjs';

describe('the gateway', () => {
  let provider;
  let backend;
  let gateway;

  before(async () => {
    provider = await startIdentityProvider();
    backend = createServer((req, res) => {
      res
        .writeHead(203, { 'x-path': req.url })
        .end(JSON.stringify(req.headers));
    });
    backend.on('upgrade', (_req, socket) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
      socket.pipe(socket);
    });
    const target = await listen(backend);
    gateway = await startGateway(provider, {
      target,
      claims: {
        preferred_username: 'grace',
        email: 'grace@example.com',
        groups: ['a', 'b'],
      },
    });
  });

  after(() => Promise.all([gateway.stop(), close(backend), provider.stop()]));

  const get = (path, headers) => fetch(gateway.url + path, { headers });

  it('passes the path on, and the answer back', async () => {
    const response = await get('/api/x?y=%3B');
    assert.equal(response.status, 203);
    assert.equal(response.headers.get('x-path'), '/api/x?y=%3B');
  });

  it('adds a token that the published key of the provider verifies', async () => {
    const headers = await (await get('/')).json();
    const [, token] = headers['x-oauth2-proxy-id-token'].split('Bearer ');
    const discovery = await fetch(
      `${provider.issuer}/.well-known/openid-configuration`,
    );
    const { issuer, jwks_uri: jwksUri } = await discovery.json();
    const keys = createRemoteJWKSet(new URL(jwksUri));
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: AUDIENCE,
    });
    assert.equal(payload.preferred_username, 'grace');
    assert.deepEqual(payload.groups, ['a', 'b']);
  });

  it('adds the headers that the provider of Backstage reads', async () => {
    const headers = await (await get('/')).json();
    assert.equal(headers['x-forwarded-preferred-username'], 'grace');
    assert.equal(headers['x-forwarded-email'], 'grace@example.com');
  });

  it('replaces what a client sends under their names', async () => {
    const headers = await (
      await get('/', {
        'X-OAuth2-Proxy-Id-Token': 'Bearer forged',
        'X-Forwarded-User': 'root',
      })
    ).json();
    assert.doesNotMatch(headers['x-oauth2-proxy-id-token'], /forged/);
    assert.equal(headers['x-forwarded-user'], 'grace');
  });

  it('keeps one token for all requests of the session', async () => {
    const [first, second] = await Promise.all(
      [get('/a'), get('/b')].map(async response => (await response).json()),
    );
    assert.equal(
      first['x-oauth2-proxy-id-token'],
      second['x-oauth2-proxy-id-token'],
    );
  });

  it('passes WebSocket connections through', async () => {
    const req = request(gateway.url, {
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    }).end();
    const [, socket] = await once(req, 'upgrade');
    socket.write('ping');
    const [echo] = await once(socket, 'data');
    assert.equal(String(echo), 'ping');
    socket.destroy();
  });

  it('answers 502 where nothing listens', async () => {
    const closed = createServer();
    const target = await listen(closed);
    await close(closed);
    const other = await startGateway(provider, { target });
    const response = await fetch(other.url);
    assert.equal(response.status, 502);
    await other.stop();
  });
});
