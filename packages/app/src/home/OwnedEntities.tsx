import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { catalogApiRef, EntityRefLink } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';
import { ListCard } from './ListCard';

const SHOWN = 6;
const KINDS = ['component', 'api', 'system', 'resource'];

/** Lists the entities that the user owns, directly or through a group. */
export function OwnedEntities() {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  const load = useCallback(async () => {
    const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
    const { items } = await catalogApi.queryEntities({
      filter: { kind: KINDS, 'relations.ownedBy': ownershipEntityRefs },
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: SHOWN,
    });
    return items.map(entity => ({
      key: entity.metadata.uid,
      primary: <EntityRefLink entityRef={entity} disableTooltip />,
      secondary: entity.metadata.description,
    }));
  }, [catalogApi, identityApi]);
  return (
    <ListCard
      title="Owned by you"
      deepLink={{
        link: '/catalog?filters[user]=owned',
        title: 'View all in the catalog',
      }}
      load={load}
      empty="You and your groups don't own anything yet. Create something, or ask to become the owner of something."
    />
  );
}
