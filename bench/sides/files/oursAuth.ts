import { createBackendModule } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { createOauth2ProxyProvider } from '@internal/plugin-auth-backend-module-oauth2proxy';

const { BENCH_RESOLVER, BENCH_VERIFICATION } = process.env;

const createProvider = () =>
  createOauth2ProxyProvider({
    signIn: {
      resolver: async ({ result }, ctx) =>
        BENCH_RESOLVER === 'catalog'
          ? ctx.signInWithCatalogUser({ entityRef: result.userEntityRef })
          : ctx.issueToken({
              claims: {
                sub: result.userEntityRef,
                ent: result.ownershipEntityRefs,
              },
            }),
    },
  });

/** In place of packages/backend/src/auth.ts, and in the benchmark alone: what a look-up and what the verification cost. */
export const signInPolicy = createBackendModule({
  pluginId: 'auth',
  moduleId: 'bench',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oauth2proxy',
          factory: ctx =>
            BENCH_VERIFICATION === 'off'
              ? asInDevelopment(() =>
                  createProvider()({
                    ...ctx,
                    appUrl: 'http://localhost',
                    config: new ConfigReader({}),
                  }),
                )
              : createProvider()(ctx),
        });
      },
    });
  },
});

/** Nowhere else is a provider without verification possible. */
function asInDevelopment<T>(create: () => T): T {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'development';
  try {
    return create();
  } finally {
    process.env.NODE_ENV = NODE_ENV;
  }
}
