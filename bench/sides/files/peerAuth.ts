import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import {
  OAuth2ProxyResult,
  oauth2ProxyAuthenticator,
} from '@backstage/plugin-auth-backend-module-oauth2-proxy-provider';

type Claims = { preferred_username: string; groups?: string[] };

const userRef = (result: OAuth2ProxyResult<Claims>) =>
  `user:default/${result.fullProfile.preferred_username}`;

const groupRefs = (result: OAuth2ProxyResult<Claims>) =>
  (result.fullProfile.groups ?? []).map(group => `group:default/${group}`);

/** The provider of Backstage, with what packages/backend/src/auth.ts of Gatehouse decides. */
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
            async signInResolver({ result }, ctx) {
              const claimed = result as OAuth2ProxyResult<Claims>;
              const sub = userRef(claimed);
              return process.env.BENCH_RESOLVER === 'catalog'
                ? ctx.signInWithCatalogUser({ entityRef: sub })
                : ctx.issueToken({
                    claims: { sub, ent: [sub, ...groupRefs(claimed)] },
                  });
            },
          }),
        });
      },
    });
  },
});
