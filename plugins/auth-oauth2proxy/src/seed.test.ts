import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import authPlugin from '@backstage/plugin-auth-backend';
import { decodeJwt } from 'jose';
import request from 'supertest';
import { createSigningKey, OidcProvider } from './__testUtils__/oidcProvider';
import { createOauth2ProxyProvider } from './index';

/** The snippet of the upstream provider's documentation, unchanged. */
const { providerFactories } = {
  // prettier-ignore
  providerFactories: {
    oauth2proxy: createOauth2ProxyProvider<{
      id: string;
      email: string;
    }>({
      authHandler: async input => {
        const { email } = input.fullProfile;

        return {
          profile: {
            email,
          },
        };
      },
      signIn: {
        resolver: async (signInInfo, ctx) => {
          const { preferred_username: id } = signInInfo.result.fullProfile;
          const sub = `user:default/${id}`;

          const token = await ctx.tokenIssuer.issueToken({
            claims: { sub, ent: [`group:default/optional-user-group`] },
          });

          return { id, token };
        },
      },
    }),
  },
};

const registration = createBackendModule({
  pluginId: 'auth',
  moduleId: 'snippet',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oauth2proxy',
          factory: providerFactories.oauth2proxy,
        });
      },
    });
  },
});

describe('the documented snippet', () => {
  let provider: OidcProvider;

  beforeAll(async () => {
    provider = await OidcProvider.start(await createSigningKey());
  });

  afterAll(() => provider.down());

  const start = (auth: object, baseUrl = 'http://localhost:3000') =>
    startTestBackend({
      features: [
        authPlugin,
        registration,
        mockServices.rootConfig.factory({
          data: { app: { baseUrl }, backend: { baseUrl }, auth },
        }),
      ],
    });

  const refreshAt = async ({ server }: TestBackend, claims: object = {}) =>
    request(server)
      .get('/api/auth/oauth2proxy/refresh')
      .set(
        'X-OAUTH2-PROXY-ID-TOKEN',
        `Bearer ${await provider.token({ ...claims })}`,
      );

  const refresh = async (auth: object, claims: object = {}) => {
    const backend = await start(auth);
    try {
      return await refreshAt(backend, claims);
    } finally {
      await backend.stop();
    }
  };

  const documented = {
    environment: 'development',
    providers: { oauth2proxy: {} },
  };
  const verifying = () => ({
    providers: {
      oauth2proxy: { issuer: provider.issuer, audience: 'backstage' },
    },
  });

  it.each([
    ['the documented configuration', () => documented],
    ['issuer and audience', verifying],
  ])('signs in with %s', async (_, auth) => {
    const { status, body } = await refresh(auth());
    expect(status).toBe(200);
    expect(body.profile).toEqual({ email: 'ada@example.com' });
    expect(body.backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['group:default/optional-user-group'],
    });
    expect(decodeJwt(body.backstageIdentity.token).sub).toBe(
      'user:default/ada',
    );
  });

  it.each(['ada lovelace', undefined])(
    'refuses the user name %p',
    async preferred_username => {
      const { status } = await refresh(documented, { preferred_username });
      expect(status).toBe(403);
    },
  );

  it('refuses a user name that belongs to another account', async () => {
    const backend = await start(verifying());
    try {
      expect((await refreshAt(backend, { sub: '1' })).status).toBe(200);
      const { status, body } = await refreshAt(backend, { sub: '2' });
      expect([status, body.error.code]).toEqual([403, 'user_name_taken']);
    } finally {
      await backend.stop();
    }
  });

  it('does not start with the documented configuration unless app.baseUrl is on this machine', async () => {
    await expect(
      start(documented, 'https://portal.example.com'),
    ).rejects.toThrow('auth.providers.oauth2proxy.issuer is missing');
  });
});
