import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import {
  OAuth2ProxyResult,
  oauth2ProxyAuthenticator,
  oauth2ProxySignInResolvers,
} from '@backstage/plugin-auth-backend-module-oauth2-proxy-provider';

type Claims = { preferred_username: string; groups?: string[] };

const { BENCH_RESOLVER } = process.env;

/** What comes with the module for people whom the catalog may not know. It asks the catalog for each of them. */
const stockResolver =
  oauth2ProxySignInResolvers.forwardedPreferredUsernameMatchingUserEntityName({
    dangerouslyAllowSignInWithoutUserInCatalog: true,
  });

/** What packages/backend/src/auth.ts of Gatehouse decides, or the same with a look-up in the catalog. */
const resolver: SignInResolver<OAuth2ProxyResult<Claims>> = async (
  { result },
  ctx,
) => {
  const { preferred_username: name, groups = [] } = result.fullProfile;
  const sub = `user:default/${name}`;
  const ent = [sub, ...groups.map(group => `group:default/${group}`)];
  return BENCH_RESOLVER === 'catalog'
    ? ctx.signInWithCatalogUser({ entityRef: sub })
    : ctx.issueToken({ claims: { sub, ent } });
};

/** The provider of Backstage with one of these resolvers. */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'bench',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oauth2Proxy',
          factory: createProxyAuthProviderFactory({
            authenticator: oauth2ProxyAuthenticator,
            signInResolver: (BENCH_RESOLVER === 'stock'
              ? stockResolver
              : resolver) as SignInResolver<OAuth2ProxyResult>,
          }),
        });
      },
    });
  },
});
