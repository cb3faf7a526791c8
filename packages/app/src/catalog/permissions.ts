import { createPermission } from '@backstage/plugin-permission-common';

/** Registered by plugins/auth-oauth2proxy. */
export const manageIdentities = createPermission({
  name: 'oauth2proxy.identity.manage',
  attributes: { action: 'delete' },
});
