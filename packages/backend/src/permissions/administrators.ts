import { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** Returns the group with all permissions, if one is configured. */
export function readAdministrators(
  config: RootConfigService,
): string | undefined {
  const key = 'permission.administrators';
  const ref = config.getOptionalString(key);
  if (ref === undefined) {
    return undefined;
  }
  try {
    return stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'group' }));
  } catch {
    throw new InputError(
      `${key} must be a group, such as group:default/portal-admins, but is "${ref}"`,
    );
  }
}
