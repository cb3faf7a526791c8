import { CacheManager } from '@backstage/backend-defaults/cache';
import { readDurationFromConfig } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';
import { resolve } from 'path';
import { prepareEnvironment } from './environment/prepareEnvironment';

const root = resolve(__dirname, '..', '..', '..');

/** Reads app-config.yaml and app-config.production.yaml as a deployment with these variables does. */
async function load(
  variables: NodeJS.ProcessEnv = {},
  files = ['app-config.yaml', 'app-config.production.yaml'],
) {
  const env: NodeJS.ProcessEnv = {
    PUBLIC_URL: 'https://portal.example.com',
    ...variables,
  };
  prepareEnvironment(env);
  const config = await ConfigSources.toConfig(
    ConfigSources.default({
      argv: files.flatMap(file => ['--config', resolve(root, file)]),
      env,
      substitutionFunc: async name => env[name],
      watch: false,
    }),
  );
  config.close();
  return config;
}

describe('app-config.production.yaml', () => {
  it('limits Backstage tokens to 15 minutes', async () => {
    expect(
      readDurationFromConfig(await load(), {
        key: 'auth.backstageTokenExpiration',
      }),
    ).toEqual({ minutes: 15 });
  });

  it("contains neither the examples nor the tests' catalog", async () => {
    const config = await load();
    const sources = config
      .getConfigArray('catalog.locations')
      .map(location => location.getString('target'));
    expect(sources).not.toHaveLength(0);
    expect(sources.join()).not.toMatch(/examples|e2e-tests/);
  });

  it('removes users from the catalog after 90 days', async () => {
    expect(
      readDurationFromConfig(await load(), {
        key: 'auth.providers.oauth2proxy.expireAfter',
      }),
    ).toEqual({ days: 90 });
  });

  it.each([{}, { CACHE_URL: '' }, { CACHE_HOST: ' ', CACHE_PASSWORD: '' }])(
    'keeps the cache in memory with %j',
    async variables => {
      const config = await load(variables);
      expect(config.has('backend.cache')).toBe(false);
      const cache = CacheManager.fromConfig(config).forPlugin('catalog');
      await cache.set('key', 'value');
      expect(await cache.get('key')).toBe('value');
    },
  );

  it.each([{ CACHE_URL: 'redis://valkey:6379' }, { CACHE_HOST: 'valkey' }])(
    'keeps the cache in Valkey with %j',
    async variables => {
      const config = await load(variables);
      expect(config.get('backend.cache')).toMatchObject({
        store: 'valkey',
        connection: 'redis://valkey:6379',
        valkey: { client: { keyPrefix: 'backstage-' } },
      });
    },
  );

  it('removes the trailing slash from PUBLIC_URL', async () => {
    const config = await load({ PUBLIC_URL: 'https://portal.example.com/' });
    expect(config.getString('backend.baseUrl')).toBe(
      'https://portal.example.com',
    );
  });

  it('has no sign-out address if the variable is blank', async () => {
    const config = await load({ SIGN_OUT_URL: '' });
    expect(config.has('app.auth.signOutUrl')).toBe(false);
  });

  it.each([
    [{}, 'group:default/portal-admins'],
    [{ ADMINISTRATORS: '' }, 'group:default/portal-admins'],
    [{ ADMINISTRATORS: 'group:default/sre' }, 'group:default/sre'],
  ])('reads the administrators from %j', async (variables, expected) => {
    const config = await load(variables);
    expect(config.getString('permission.administrators')).toBe(expected);
  });

  it('limits each plugin to five database connections', async () => {
    const config = await load();
    expect(config.get('backend.database.knexConfig.pool')).toMatchObject({
      max: 5,
    });
  });

  it('does not connect to the database "postgres" to check that its own exists', async () => {
    const config = await load();
    expect(config.get('backend.database')).toMatchObject({
      ensureExists: false,
      ensureSchemaExists: true,
    });
  });
});

describe('PICTURE_SOURCES', () => {
  const readImageSources = async (PICTURE_SOURCES?: string) => {
    const config = await load({ PICTURE_SOURCES }, ['app-config.yaml']);
    return config.getStringArray('backend.csp.img-src');
  };

  it('lets pages load pictures from the listed hosts', async () => {
    const hosts = 'https://lh3.googleusercontent.com https://*.gravatar.com';
    expect(await readImageSources(hosts)).toEqual(["'self'", 'data:', hosts]);
  });

  it('may be unset: pages then load pictures only from the portal', async () => {
    expect(await readImageSources()).toEqual(["'self'", 'data:']);
  });
});
