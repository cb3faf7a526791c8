import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import {
  catalogApiRef,
  EntityRefLink,
  FavoriteEntity,
  useStarredEntities,
} from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';
import { ListCard } from './ListCard';

/** Lists the entities that the user has starred. plugin-home's own card is two more files to load, and has buttons inside links. */
export function StarredEntities() {
  const catalogApi = useApi(catalogApiRef);
  const { starredEntities } = useStarredEntities();
  const load = useCallback(async () => {
    if (starredEntities.size === 0) {
      return [];
    }
    const { items } = await catalogApi.getEntitiesByRefs({
      entityRefs: [...starredEntities].sort(),
      fields: [
        'kind',
        'metadata.namespace',
        'metadata.name',
        'metadata.title',
        'spec.type',
        'spec.profile.displayName',
      ],
    });
    return items.flatMap(entity =>
      entity
        ? {
            key: stringifyEntityRef(entity),
            primary: <EntityRefLink entityRef={entity} disableTooltip />,
            secondary: entity.kind,
            action: <FavoriteEntity entity={entity} />,
          }
        : [],
    );
  }, [catalogApi, starredEntities]);
  return (
    <ListCard
      title="Starred"
      load={load}
      empty="Click the star next to a name in the catalog to add it here."
    />
  );
}
