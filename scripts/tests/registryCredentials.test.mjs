import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { registryAccess } from '../lib/registryCredentials.mjs';

const folder = mkdtempSync(join(tmpdir(), 'npmrc-'));
const REGISTRY = 'https://registry.example.com/npm/all/';
const base64 = text => Buffer.from(text).toString('base64');

after(() => rmSync(folder, { recursive: true }));

function accessWith({ user = '', system = '', registry = REGISTRY }) {
  const files = { user: join(folder, 'user'), system: join(folder, 'system') };
  writeFileSync(files.user, user);
  writeFileSync(files.system, system);
  return registryAccess({
    npm_config_registry: registry,
    npm_config_userconfig: files.user,
    npm_config_globalconfig: files.system,
  });
}

describe('registryAccess', () => {
  const TOKEN = {
    YARN_NPM_AUTH_TOKEN: 's3cret',
    YARN_NPM_ALWAYS_AUTH: 'true',
  };
  const IDENT = {
    YARN_NPM_AUTH_IDENT: 'ada:p@ss',
    YARN_NPM_ALWAYS_AUTH: 'true',
  };
  process.env.REGISTRY_TEST_TOKEN = 's3cret';

  for (const [what, user, expected] of [
    ['a token', '//registry.example.com/npm/all/:_authToken=s3cret', TOKEN],
    [
      'a token in quotes, among other lines',
      '; comment\r\nfund=false\r\n//registry.example.com/npm/all/:_authToken = "s3cret"\r\n',
      TOKEN,
    ],
    [
      'a token in a variable',
      '//registry.example.com/npm/all/:_authToken=${REGISTRY_TEST_TOKEN}',
      TOKEN,
    ],
    [
      "a token for the registry's host",
      '//registry.example.com/:_authToken=s3cret',
      TOKEN,
    ],
    [
      'a user name and password in one setting',
      `//registry.example.com/npm/:_auth=${base64('ada:p@ss')}`,
      IDENT,
    ],
    [
      'a user name and password in two settings',
      `//registry.example.com/npm/:username=ada\n//registry.example.com/npm/:_password=${base64(
        'p@ss',
      )}`,
      IDENT,
    ],
  ]) {
    it(`passes ${what} to Yarn`, () => {
      assert.deepEqual(accessWith({ user }), expected);
      assert.deepEqual(accessWith({ system: user }), expected);
    });
  }

  it("prefers the user's configuration file to the system's", () => {
    const system = '//registry.example.com/:_authToken=old';
    const user = '//registry.example.com/:_authToken=s3cret';
    assert.deepEqual(accessWith({ user, system }), TOKEN);
  });

  it('never sends a token for one registry to another', () => {
    const user = [
      '//other.example.com/:_authToken=s3cret',
      '//registry.example.com:8443/:_authToken=s3cret',
      '//registry.example.com/npm/all/private/:_authToken=s3cret',
    ].join('\n');
    assert.deepEqual(accessWith({ user }), {});
  });

  it('allows HTTP only for the host of a registry without TLS', () => {
    const registry = 'http://registry.example.com:4873/';
    assert.deepEqual(accessWith({ registry }), {
      YARN_UNSAFE_HTTP_WHITELIST: 'registry.example.com',
    });
  });

  it('returns nothing if no registry is configured', () => {
    assert.deepEqual(registryAccess({}), {});
  });
});
