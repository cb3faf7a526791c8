import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { ClientSessionsCard } from 'backstage-plugin-auth-oauth2proxy-react';
import { manageIdentities } from './permissions';

/** Lets administrators sign out a user's command line and AI clients. */
export function UserClientSessionsCard() {
  const { entity } = useEntity();
  const { allowed } = usePermission({ permission: manageIdentities });
  return allowed ? (
    <ClientSessionsCard userEntityRef={stringifyEntityRef(entity)} />
  ) : null;
}
