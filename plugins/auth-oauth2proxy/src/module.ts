import {
  BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { readProviderBlock } from './config';
import { PROVIDER_ID } from './configSchema';
import { supportTokenIssuer } from './legacy';
import { createProviderFactory } from './provider';
import { OAuth2ProxyProviderOptions } from './types';

/**
 * Creates a module of the auth plugin with the provider `oauth2proxy`.
 *
 * If its configuration is wrong, the backend does not start, whatever `NODE_ENV` is. The error names the key.
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
          const environment = config.getOptionalString('auth.environment');
          providers.registerProvider({
            providerId: PROVIDER_ID,
            factory: createProviderFactory(
              readProviderBlock(config),
              supportTokenIssuer(options),
              { development: environment === 'development' },
            ),
          });
        },
      });
    },
  });
}

/** The provider with the resolvers that are named in the configuration. @public */
export default createOauth2ProxyAuthModule();
