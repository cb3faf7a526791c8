import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { nastyValues } from '../../scripts/lib/nastyValues.mjs';
import { settings } from '../../scripts/lib/settings.mjs';
import { VALUES, compose, folder } from './composeProject.mjs';
import {
  PRINT_REQUESTS,
  PROVIDER,
  SIGN_IN,
  START,
  credentialsIn,
  inProxy,
} from './oauth2Proxy.mjs';

const signIn = (values, script = SIGN_IN) =>
  inProxy({ ...PROVIDER, ...values }, script);

function assertRefused(values, message) {
  const { status, output } = inProxy(values, START);
  assert.equal(status, 1, output);
  assert.ok(output.includes(message), output);
}

before(() => {
  const { status, output } = compose(['build', 'oauth2-proxy']);
  assert.equal(status, 0, output);
});

describe('oauth2-proxy', () => {
  for (const value of nastyValues) {
    it(`sends the client id and secret ${value} unchanged`, () => {
      const { output } = signIn({
        OIDC_CLIENT_ID: value,
        OIDC_CLIENT_SECRET: value,
      });
      assert.deepEqual(credentialsIn(output), [value, value], output);
    });
  }

  it('starts with every optional setting left blank', () => {
    const blank = settings
      .filter(({ required }) => !required)
      .map(({ name }) => [name, '']);
    const { stdout } = signIn({
      ...Object.fromEntries(blank),
      ...VALUES,
      ...PROVIDER,
    });
    assert.match(stdout, /scope=openid\+profile\+email&/);
    assert.match(stdout, /^Set-Cookie: __Host-oauth2_proxy/m);
  });

  it('accepts any characters in groups', () => {
    const { stdout, output } = signIn({
      OAUTH2_PROXY_ALLOWED_GROUPS: `it's, "a": #b, 1e5, {x}`,
    });
    assert.match(stdout, /^Location:/m, output);
  });

  it('removes the trailing slash from PUBLIC_URL', () => {
    const { stdout } = signIn({ PUBLIC_URL: 'https://portal.example.com/' });
    assert.match(
      stdout,
      /redirect_uri=https%3A%2F%2Fportal\.example\.com%2F_oauth2%2Fcallback&/,
    );
  });

  const wrongUrls = [
    'https://example.com/portal',
    'https://example.com?a=b',
    'https://user@example.com',
    'https://example.com:port',
    'http://portal.lan',
    'http://localhost.example.com',
    'portal.example.com',
  ];
  it('refuses an invalid PUBLIC_URL, and says why', () => {
    for (const url of wrongUrls) {
      assertRefused({ PUBLIC_URL: url }, `PUBLIC_URL is "${url}"`);
    }
  });

  it('accepts lists with spaces', () => {
    const { stdout } = signIn(
      {
        ALLOWED_EMAIL_DOMAINS: 'example.com, example.org',
        OAUTH2_PROXY_WHITELIST_DOMAINS: 'id.example.com, example.org:8443',
      },
      `${SIGN_IN}\ntr '\\0' '\\n' </proc/$proxy/environ`,
    );
    assert.match(
      stdout,
      /^OAUTH2_PROXY_EMAIL_DOMAINS=example\.com,example\.org$/m,
    );
    assert.match(
      stdout,
      /^OAUTH2_PROXY_WHITELIST_DOMAINS=id\.example\.com,example\.org:8443$/m,
    );
  });

  it('refuses email addresses in place of domains', () => {
    assertRefused(
      { ALLOWED_EMAIL_DOMAINS: '@example.com' },
      'ALLOWED_EMAIL_DOMAINS is "@example.com"',
    );
  });

  it('reports a missing secret by name', () => {
    for (const name of [
      'OIDC_CLIENT_SECRET',
      'COOKIE_SECRET',
      'SESSIONS_PASSWORD',
    ]) {
      assertRefused({ [name]: '' }, `${name} is not set`);
    }
  });

  it('reads secrets from files', () => {
    const blank = {};
    for (const { name, required, secret } of settings) {
      if (required && secret) {
        blank[name] = '';
        writeFileSync(join(folder, name), `${VALUES[name]}\n`, { mode: 0o644 });
      }
    }
    chmodSync(folder, 0o755);
    const { output } = signIn({
      ...blank,
      COMPOSE_FILE: 'docker-compose.yaml:deploy/secrets/compose.yaml',
      SECRETS_FOLDER: folder,
    });
    assert.deepEqual(
      credentialsIn(output),
      ['portal', 'client-secret'],
      output,
    );
  });

  it('reaches the provider through HTTP_PROXY', () => {
    const { output } = inProxy(
      {
        OIDC_ISSUER: 'http://id.example.com',
        HTTP_PROXY: 'http://127.0.0.1:9000',
      },
      `${PRINT_REQUESTS}\n${START}`,
    );
    assert.match(
      output,
      /^GET http:\/\/id\.example\.com\/\.well-known\/openid-configuration /m,
    );
  });
});
