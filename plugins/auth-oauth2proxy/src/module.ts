import {
  BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { readProviderBlock } from './config';
import { createFactory, prepare } from './provider';
import { OAuth2ProxyProviderOptions } from './types';

/**
 * Creates a module of the auth plugin with the provider `oauth2proxy`.
 *
 * A backend whose configuration is wrong does not start, whatever `NODE_ENV` is; the error names the key.
 *
 * @public
 */
export function createOauth2ProxyAuthModule<Claims extends object = {}>(
  options: OAuth2ProxyProviderOptions<Claims> = {},
): BackendFeature {
  return createBackendModule({
    pluginId: 'auth',
    moduleId: 'oauth2proxy-provider',
    register(env) {
      env.registerInit({
        deps: {
          config: coreServices.rootConfig,
          providers: authProvidersExtensionPoint,
        },
        async init({ config, providers }) {
          const development =
            config.getOptionalString('auth.environment') === 'development';
          providers.registerProvider({
            providerId: 'oauth2proxy',
            factory: createFactory(
              options,
              prepare(readProviderBlock(config), options, development),
            ),
          });
        },
      });
    },
  });
}

/**
 * The provider with the resolvers that the configuration names.
 *
 * @public
 */
export default createOauth2ProxyAuthModule();
