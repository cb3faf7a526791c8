import {
  BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { readProviderBlock } from './config';
import { PROVIDER_ID } from './configSchema';
import { registerIdentityActions } from './identityActions';
import { IdentityDatabase } from './identityDatabase';
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
          logger: coreServices.logger,
          database: coreServices.database,
          permissionsRegistry: coreServices.permissionsRegistry,
          actionsRegistry: actionsRegistryServiceRef,
          auditor: coreServices.auditor,
          providers: authProvidersExtensionPoint,
        },
        async init({ config, logger, database, providers, ...services }) {
          const identities = new IdentityDatabase(database, logger);
          const environment = config.getOptionalString('auth.environment');
          providers.registerProvider({
            providerId: PROVIDER_ID,
            factory: createProviderFactory(
              readProviderBlock(config),
              supportTokenIssuer(options),
              { identities, auditor: services.auditor },
              { development: environment === 'development' },
            ),
          });
          registerIdentityActions({ identities, ...services });
          await identities.getClient();
        },
      });
    },
  });
}

/** The provider with the resolvers that are named in the configuration. @public */
export default createOauth2ProxyAuthModule();
