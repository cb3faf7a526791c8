import { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { createOauth2ProxyAuthModule } from '../index';
import { createSigningKey, OidcProvider } from './oidcProvider';

export const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';
export const REFRESH = '/api/auth/oauth2proxy/refresh';

/** Signs in the user of the token with the groups of the token. */
export const signIn: Parameters<typeof createOauth2ProxyAuthModule>[0] = {
  signIn: {
    resolver: async ({ result }, ctx) =>
      ctx.issueToken({
        claims: { sub: result.userEntityRef, ent: result.ownershipEntityRefs },
      }),
  },
};

export const userEntity = (name: string, email: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { profile: { email }, memberOf: [] },
  relations: [{ type: 'memberOf', targetRef: 'group:default/analysts' }],
});

const entities = [
  userEntity('ada', 'ada@example.com'),
  userEntity('castor', 'twins@example.com'),
  userEntity('pollux', 'twins@example.com'),
];

/** One OpenID provider for all tests of a suite, and functions to start backends that trust it. */
export function registerBackendHooks() {
  let provider: OidcProvider;

  beforeAll(async () => {
    provider = await OidcProvider.start(await createSigningKey());
  });

  afterAll(() => provider.down());

  const start = (
    module: BackendFeature,
    auth: object,
    features: BackendFeature[] = [catalogServiceMock.factory({ entities })],
  ) =>
    startTestBackend({
      features: [
        authPlugin,
        module,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            backend: { baseUrl: 'http://localhost:3000' },
            auth,
          },
        }),
        ...features,
      ],
    });

  /** The configuration of `auth`, with some keys of the provider's block replaced. */
  const block = (replaced: object = {}) => ({
    providers: {
      oauth2proxy: {
        issuer: provider.issuer,
        audience: 'backstage',
        groupsClaim: 'groups',
        ...replaced,
      },
    },
  });

  const refresh = async (
    module: BackendFeature,
    headers: Record<string, string>,
    auth: object = block(),
  ) => {
    const backend = await start(module, auth);
    try {
      return await request(backend.server).get(REFRESH).set(headers);
    } finally {
      await backend.stop();
    }
  };

  const bearer = async (claims = {}) => ({
    [HEADER]: `Bearer ${await provider.token(claims)}`,
  });

  return { getProvider: () => provider, start, block, refresh, bearer };
}
