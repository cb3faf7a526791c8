import {
  BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
  tracingServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { AuditLog } from './audit';
import { createTokenReader } from './authenticator';
import { registerClientSessionActions } from './clientSessionActions';
import { ClientSessions } from './clientSessions';
import { readOAuth2ProxyConfig, readProviderBlock } from './config';
import { PROVIDER_ID } from './configSchema';
import { registerIdentityActions } from './identityActions';
import { IdentityDatabase } from './identityDatabase';
import { createIdentityRouter } from './identityRouter';
import { scheduleExpiry, schedulePublishing } from './identityTasks';
import { supportTokenIssuer } from './legacy';
import { PeoplePublisher } from './people';
import { createProviderFactory } from './provider';
import { SignInTelemetry } from './telemetry';
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
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          auth: coreServices.auth,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          actionsRegistry: actionsRegistryServiceRef,
          auditor: coreServices.auditor,
          metrics: metricsServiceRef,
          tracing: tracingServiceRef,
          events: eventsServiceRef,
          scheduler: coreServices.scheduler,
          rootLifecycle: coreServices.rootLifecycle,
          providers: authProvidersExtensionPoint,
        },
        async init({
          config,
          logger,
          auditor,
          metrics,
          tracing,
          database,
          providers,
          ...services
        }) {
          const { httpAuth, httpRouter } = services;
          const { events, scheduler, rootLifecycle } = services;
          const audit = new AuditLog(logger, auditor);
          const identities = new IdentityDatabase(database, logger);
          const telemetry = new SignInTelemetry(metrics, tracing, () =>
            identities.count(),
          );
          const people = new PeoplePublisher(events, logger, rootLifecycle);
          const clientSessions = new ClientSessions(database, logger);
          const providerConfig = readOAuth2ProxyConfig(
            readProviderBlock(config),
            {
              development:
                config.getOptionalString('auth.environment') === 'development',
            },
          );
          const readIdToken = createTokenReader(
            providerConfig,
            logger,
            telemetry,
          );
          // Modules start before their plugin, so this route precedes the plugin's handler for unknown paths.
          httpRouter.use(
            createIdentityRouter({
              config: providerConfig,
              httpAuth,
              identities,
              readIdToken,
            }),
          );
          providers.registerProvider({
            providerId: PROVIDER_ID,
            factory: createProviderFactory(
              providerConfig,
              supportTokenIssuer(options),
              { identities, audit, telemetry, people, clientSessions },
              readIdToken,
            ),
          });
          registerIdentityActions({
            identities,
            people,
            clientSessions,
            audit,
            ...services,
          });
          registerClientSessionActions({
            config,
            clientSessions,
            audit,
            ...services,
          });
          await identities.getClient();
          const tasks = { scheduler, identities, people, audit };
          await schedulePublishing(tasks);
          const { expireAfter } = providerConfig;
          if (expireAfter !== undefined) {
            await scheduleExpiry(expireAfter, tasks);
          }
        },
      });
    },
  });
}

/** The provider with the resolvers that are named in the configuration. @public */
export default createOauth2ProxyAuthModule();
