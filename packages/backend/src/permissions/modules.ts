import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  readAdministrators,
  scheduleAdministratorsCheck,
} from './administrators';
import { GroupPolicy } from './groupPolicy';
import { createLocationGuard } from './locationGuard';
import { policy } from './policy';
import { Rule } from './rules';

/** Makes Backstage decide by these rules whether a user has a permission. */
export function createPermissionPolicy(rules: Rule[]) {
  return createBackendModule({
    pluginId: 'permission',
    moduleId: 'group-policy',
    register(env) {
      env.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          config: coreServices.rootConfig,
          logger: coreServices.logger,
          permission: policyExtensionPoint,
          scheduler: coreServices.scheduler,
          userInfo: coreServices.userInfo,
        },
        async init({ config, permission, userInfo, ...services }) {
          const { logger } = services;
          const administrators = readAdministrators(config);
          permission.setPolicy(
            new GroupPolicy({ rules, administrators, logger, userInfo }),
          );
          if (administrators) {
            await scheduleAdministratorsCheck(administrators, services);
          }
        },
      });
    },
  });
}

export const permissionPolicy = createPermissionPolicy(policy);

/** Makes the catalog check ownership where its permissions for locations don't. */
export const locationGuard = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'location-guard',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({ httpRouter, ...services }) {
        // Modules start before their plugin, so the guard comes before the catalog's own routes.
        httpRouter.use(createLocationGuard(services));
      },
    });
  },
});
