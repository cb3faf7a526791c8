import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { createSessionRevoker } from './offlineSessions';
import { PeopleProvider } from './PeopleProvider';

/**
 * A module of the catalog plugin that adds the users who sign in, and their groups. It needs the auth provider `oauth2proxy`,
 * and has no configuration of its own.
 *
 * @public
 */
export const catalogModulePeople = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'people',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
      },
      async init({
        auth,
        catalog,
        config,
        discovery,
        processing,
        ...services
      }) {
        processing.addEntityProvider(
          new PeopleProvider({
            ...services,
            findEntities: async entityRefs => {
              const credentials = await auth.getOwnServiceCredentials();
              const { items } = await catalog.getEntitiesByRefs(
                { entityRefs, fields: PeopleProvider.FIELDS },
                { credentials },
              );
              return items;
            },
            revokeSessions: createSessionRevoker({ auth, config, discovery }),
          }),
        );
      },
    });
  },
});
