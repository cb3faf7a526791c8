import {
  AuthService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';

const KEY = 'permission.administrators';

/** Returns the group with all permissions, if one is configured. */
export function readAdministrators(
  config: RootConfigService,
): string | undefined {
  const ref = config.getOptionalString(KEY);
  if (ref === undefined) {
    return undefined;
  }
  try {
    return stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'group' }));
  } catch {
    throw new InputError(
      `${KEY} must be a group, such as group:default/portal-admins, but is "${ref}"`,
    );
  }
}

/** Warns if the administrators' group is not in the catalog: its name is probably misspelled, so nobody is an administrator. */
export async function scheduleAdministratorsCheck(
  administrators: string,
  services: {
    auth: AuthService;
    catalog: CatalogService;
    logger: LoggerService;
    scheduler: SchedulerService;
  },
) {
  const { auth, catalog, logger, scheduler } = services;
  await scheduler.scheduleTask({
    id: 'check-administrators',
    scope: 'local',
    // At the first start, the catalog has to read its sources.
    initialDelay: { minutes: 1 },
    frequency: { days: 1 },
    timeout: { minutes: 1 },
    async fn() {
      const credentials = await auth.getOwnServiceCredentials();
      const group = await catalog.getEntityByRef(administrators, {
        credentials,
      });
      if (!group) {
        logger.warn(
          `${KEY} is ${administrators}, which is not in the catalog. Correct the name, or add the group to the catalog. See docs/permissions.md.`,
        );
      }
    },
  });
}
