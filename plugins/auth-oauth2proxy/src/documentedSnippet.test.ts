import { createBackendModule } from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { decodeJwt } from 'jose';
import request from 'supertest';
import { REFRESH, registerBackendHooks } from './__testUtils__/backend';
import { createOauth2ProxyProvider } from './index';

/** The snippet from the upstream provider's documentation, unchanged. */
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

const snippet = createBackendModule({
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
  const { start, withBackend, refresh, bearer } = registerBackendHooks();

  const documented = {
    module: snippet,
    auth: { environment: 'development', providers: { oauth2proxy: {} } },
  };

  it.each([
    ['the documented configuration', documented],
    ['issuer and audience', { module: snippet, block: {} }],
  ])('signs in with %s', async (_, options) => {
    const { status, body } = await refresh(options);
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
      const claims = { preferred_username };
      expect((await refresh({ ...documented, claims })).status).toBe(403);
    },
  );

  it('refuses a user name that belongs to another account', () =>
    withBackend({ module: snippet, block: {} }, async server => {
      const answer = async (sub: string) =>
        request(server)
          .get(REFRESH)
          .set(await bearer({ sub }));
      expect((await answer('1')).status).toBe(200);
      const { status, body } = await answer('2');
      expect([status, body.error.code]).toEqual([403, 'user_name_taken']);
    }));

  it('does not start with the documented configuration unless app.baseUrl is on this machine', async () => {
    await expect(
      start({ ...documented, baseUrl: 'https://portal.example.com' }),
    ).rejects.toThrow('auth.providers.oauth2proxy.issuer is missing');
  });

  it('returns 404 for the identity route, which only the module adds', async () => {
    await withBackend(documented, async server => {
      const { status } = await request(server)
        .get('/api/auth/oauth2proxy/identity')
        .set(await bearer());
      expect(status).toBe(404);
    });
  });
});
