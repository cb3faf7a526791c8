import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigSources } from '@backstage/config-loader';
import { nastyValues } from '../lib/nastyValues.mjs';
import { root } from '../lib/command.mjs';

const PROVIDER = 'auth.providers.oauth2proxy';
const ADDRESS = { PUBLIC_URL: 'https://portal.example.com' };

/** Returns the configuration of a deployment with only these environment variables. */
async function configWith(env) {
  const config = await ConfigSources.toConfig(
    ConfigSources.merge(
      ['app-config.yaml', 'app-config.production.yaml'].map(file =>
        ConfigSources.default({
          argv: ['--config', join(root, file)],
          env: {},
          substitutionFunc: async name => env[name],
        }),
      ),
    ),
  );
  config.close();
  return config;
}

describe('app-config.production.yaml', () => {
  it('passes on every value as unchanged text', async () => {
    for (const value of nastyValues) {
      const config = await configWith({
        ...ADDRESS,
        OIDC_CLIENT_ID: value,
        POSTGRES_PASSWORD: value,
      });
      assert.equal(config.getString(`${PROVIDER}.audience`), value);
      assert.equal(
        config.getString('backend.database.connection.password'),
        value,
      );
    }
  });

  it('leaves out optional keys whose variables are not set', async () => {
    const config = await configWith(ADDRESS);
    const keys = [
      'app.auth.signOutUrl',
      `${PROVIDER}.jwksUri`,
      `${PROVIDER}.usernameClaim`,
      `${PROVIDER}.usernameDomains`,
      `${PROVIDER}.dangerouslyTrustEmailWithoutVerification`,
      `${PROVIDER}.groupsFormat`,
      `${PROVIDER}.groups.allow`,
    ];
    assert.deepEqual(
      keys.filter(key => config.has(key)),
      [],
    );
  });

  it('passes on lists as text, which the plugin splits', async () => {
    const config = await configWith({
      ...ADDRESS,
      USERNAME_DOMAINS: 'example.com,example.org',
      GROUPS_ALLOW: 'engineering,support',
    });
    assert.equal(
      config.get(`${PROVIDER}.usernameDomains`),
      'example.com,example.org',
    );
    assert.equal(config.get(`${PROVIDER}.groups.allow`), 'engineering,support');
  });
});
