import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { buildOverlay, configMap } from '../kubernetes/tests/overlays.mjs';
import { compose, run } from './composeProject.mjs';
import { PROVIDER, START_IN_BACKGROUND } from './oauth2Proxy.mjs';

/** Returns the status of oauth2-proxy's response to a controller's request without a session. */
function statusOf(component, { path, uri }) {
  const settings = {
    ...configMap(buildOverlay([component]), 'oauth2-proxy'),
    OAUTH2_PROXY_SESSION_STORE_TYPE: 'cookie',
    OAUTH2_PROXY_TRUSTED_PROXY_IPS: '127.0.0.1',
    ...PROVIDER,
  };
  const forwarded = uri ? `X-Forwarded-Uri: ${uri}\\r\\n` : '';
  const { stdout, output } = run('oauth2-proxy', {
    options: [
      ...Object.entries(settings).map(entry => `--env=${entry.join('=')}`),
      '--entrypoint=sh',
    ],
    args: ['-s'],
    input: `${START_IN_BACKGROUND}
      printf 'GET ${path} HTTP/1.0\\r\\n${forwarded}\\r\\n' | nc 127.0.0.1 4180`,
  });
  const [, status] = stdout.match(/^HTTP\/1\.\d (\d+)/m) ?? [undefined, output];
  return status;
}

before(() => {
  const { status, output } = compose(['build', 'oauth2-proxy']);
  assert.equal(status, 0, output);
});

describe('oauth2-proxy with the settings of', () => {
  for (const [component, request, status] of [
    ['envoy-gateway', { path: '/signed-out.html' }, '200'],
    ['envoy-gateway', { path: '/api/catalog' }, '401'],
    ['envoy-gateway', { path: '/catalog' }, '302'],
    ['traefik', { path: '/', uri: '/signed-out.html' }, '200'],
    ['traefik', { path: '/', uri: '/api/catalog' }, '401'],
    ['traefik', { path: '/', uri: '/catalog' }, '302'],
  ]) {
    it(`${component} answers ${status} to ${JSON.stringify(request)}`, () => {
      assert.equal(statusOf(component, request), status);
    });
  }
});
