import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { nastyValues } from '../../scripts/lib/nastyValues.mjs';
import { settings } from '../../scripts/lib/settings.mjs';
import { VALUES, build, folder } from './composeProject.mjs';
import {
  PRINT_REQUESTS,
  PROVIDER,
  SIGN_IN,
  START,
  credentialsIn,
  inProxy,
} from './oauth2Proxy.mjs';

before(() => build('oauth2-proxy'));

describe('oauth2-proxy', () => {
  for (const value of nastyValues) {
    it(`sends the client id and secret ${value} unchanged`, () => {
      const { output } = inProxy(
        {
          ...VALUES,
          ...PROVIDER,
          OIDC_CLIENT_ID: value,
          OIDC_CLIENT_SECRET: value,
        },
        SIGN_IN,
      );
      assert.deepEqual(credentialsIn(output), [value, value], output);
    });
  }

  it('starts with every optional setting left blank', () => {
    const blank = settings
      .filter(({ required }) => !required)
      .map(({ name }) => [name, '']);
    const values = { ...Object.fromEntries(blank), ...VALUES, ...PROVIDER };
    const { stdout } = inProxy(values, SIGN_IN);
    assert.match(stdout, /scope=openid\+profile\+email&/);
    assert.match(stdout, /^Set-Cookie: __Host-oauth2_proxy/m);
  });

  it('starts with groups of any characters', () => {
    const { stdout, output } = inProxy(
      {
        ...VALUES,
        ...PROVIDER,
        OAUTH2_PROXY_ALLOWED_GROUPS: `it's, "a": #b, 1e5, {x}`,
      },
      SIGN_IN,
    );
    assert.match(stdout, /^Location:/m, output);
  });

  it('drops the slash at the end of PUBLIC_URL', () => {
    const { stdout } = inProxy(
      { ...VALUES, ...PROVIDER, PUBLIC_URL: 'https://portal.example.com/' },
      SIGN_IN,
    );
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
  it('refuses a PUBLIC_URL that cannot work, in a sentence', () => {
    for (const url of wrongUrls) {
      const { status, output } = inProxy({ ...VALUES, PUBLIC_URL: url }, START);
      assert.equal(status, 1, url);
      assert.ok(output.includes(`PUBLIC_URL is "${url}"`), output);
    }
  });

  it('accepts lists with spaces', () => {
    const { stdout } = inProxy(
      {
        ...VALUES,
        ...PROVIDER,
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

  it('refuses e-mail addresses in place of domains', () => {
    const { status, output } = inProxy(
      { ...VALUES, ALLOWED_EMAIL_DOMAINS: '@example.com' },
      START,
    );
    assert.equal(status, 1);
    assert.match(output, /ALLOWED_EMAIL_DOMAINS is "@example\.com"/);
  });

  it('names a secret that is missing', () => {
    for (const name of [
      'OIDC_CLIENT_SECRET',
      'COOKIE_SECRET',
      'SESSIONS_PASSWORD',
    ]) {
      const { status, output } = inProxy({ ...VALUES, [name]: '' }, START);
      assert.equal(status, 1);
      assert.match(output, new RegExp(`${name} is not set`));
    }
  });

  it('reads secrets from files', () => {
    const secrets = settings.filter(
      ({ required, secret }) => required && secret,
    );
    const names = secrets.map(({ name }) => name);
    names.forEach(name =>
      writeFileSync(join(folder, name), `${VALUES[name]}\n`, { mode: 0o644 }),
    );
    chmodSync(folder, 0o755);
    const blank = Object.fromEntries(names.map(name => [name, '']));
    const { output } = inProxy(
      {
        ...VALUES,
        ...PROVIDER,
        ...blank,
        COMPOSE_FILE: 'docker-compose.yaml:deploy/secrets/compose.yaml',
        SECRETS_FOLDER: folder,
      },
      SIGN_IN,
    );
    assert.deepEqual(
      credentialsIn(output),
      ['portal', 'client-secret'],
      output,
    );
  });

  it('reaches the provider through HTTP_PROXY', () => {
    const { output } = inProxy(
      {
        ...VALUES,
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
