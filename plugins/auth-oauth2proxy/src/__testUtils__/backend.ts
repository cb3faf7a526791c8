import { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import {
  createOauth2ProxyAuthModule,
  OAuth2ProxyProviderOptions,
  OAuth2ProxySignInResolver,
} from '../index';
import { createSigningKey, OidcProvider } from './oidcProvider';

export const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';
export const REFRESH = '/api/auth/oauth2proxy/refresh';

type Resolver = OAuth2ProxySignInResolver<any>;

/** Signs in the token's user with the token's groups. */
const byToken: Resolver = async ({ result }, ctx) =>
  ctx.issueToken({
    claims: { sub: result.userEntityRef, ent: result.ownershipEntityRefs },
  });

/** The module with a resolver in code. */
export const createModule = (
  resolver: Resolver = byToken,
  authHandler?: OAuth2ProxyProviderOptions<any>['authHandler'],
) => createOauth2ProxyAuthModule({ authHandler, signIn: { resolver } });

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

interface BackendOptions {
  module?: BackendFeature;
  /** Keys of the provider's block, in addition to the required ones. */
  block?: object;
  /** The whole configuration of `auth`. */
  auth?: object;
  baseUrl?: string;
  features?: BackendFeature[];
}

/** One OpenID provider for all tests of a suite, and functions to start backends that trust it. */
export function registerBackendHooks() {
  let provider: OidcProvider;

  beforeAll(async () => {
    provider = await OidcProvider.start(await createSigningKey());
  });

  afterAll(() => provider.down());

  const start = ({
    module = createModule(),
    block = { groupsClaim: 'groups' },
    auth = {
      providers: {
        oauth2proxy: {
          issuer: provider.issuer,
          audience: 'backstage',
          ...block,
        },
      },
    },
    baseUrl = 'http://localhost:3000',
    features = [catalogServiceMock.factory({ entities })],
  }: BackendOptions = {}) =>
    startTestBackend({
      features: [
        authPlugin,
        module,
        mockServices.rootConfig.factory({
          data: { app: { baseUrl }, backend: { baseUrl }, auth },
        }),
        ...features,
      ],
    });

  type Server = Awaited<ReturnType<typeof start>>['server'];

  const withBackend = async <T>(
    options: BackendOptions,
    use: (server: Server) => Promise<T>,
  ): Promise<T> => {
    const backend = await start(options);
    try {
      return await use(backend.server);
    } finally {
      await backend.stop();
    }
  };

  const bearer = async (claims = {}) => ({
    [HEADER]: `Bearer ${await provider.token(claims)}`,
  });

  /** Returns the response to a token with these claims, or to these headers. */
  const refresh = ({
    claims,
    headers,
    ...options
  }: BackendOptions & {
    claims?: object;
    headers?: Record<string, string>;
  } = {}) =>
    withBackend(options, async server =>
      request(server)
        .get(REFRESH)
        .set(headers ?? (await bearer(claims))),
    );

  return { getProvider: () => provider, start, withBackend, refresh, bearer };
}
