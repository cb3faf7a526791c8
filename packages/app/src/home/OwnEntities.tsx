import { Entity } from '@backstage/catalog-model';
import {
  InfoCard,
  Link,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import {
  catalogApiRef,
  EntityDisplayName,
  entityRouteParams,
} from '@backstage/plugin-catalog-react';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import Typography from '@material-ui/core/Typography';
import useAsync from 'react-use/esm/useAsync';
import { generatePath } from 'react-router-dom';

const SHOWN = 6;
const KINDS = ['component', 'api', 'system', 'resource'];

/** What the person owns, alone or through a group. */
export function OwnEntities() {
  const { value, loading, error } = useOwnEntities();
  return (
    <InfoCard
      title="Yours"
      deepLink={{
        link: '/catalog?filters[user]=owned',
        title: 'All in the catalog',
      }}
    >
      {loading && <Progress />}
      {error && <ResponseErrorPanel error={error} />}
      {value?.length === 0 && (
        <Typography>
          Nothing is owned by you or by a group of yours. Create something, or
          ask for an owner to be set.
        </Typography>
      )}
      {value && value.length > 0 && (
        <List disablePadding aria-label="What you own">
          {value.map(entity => (
            <EntityItem key={entity.metadata.uid} entity={entity} />
          ))}
        </List>
      )}
    </InfoCard>
  );
}

function EntityItem({ entity }: { entity: Entity }) {
  const path = generatePath(
    '/catalog/:namespace/:kind/:name',
    entityRouteParams(entity),
  );
  return (
    <ListItem disableGutters>
      <ListItemText
        primary={
          <Link to={path}>
            <EntityDisplayName entityRef={entity} disableTooltip />
          </Link>
        }
        secondary={entity.metadata.description}
      />
    </ListItem>
  );
}

function useOwnEntities() {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  return useAsync(async () => {
    const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
    const { items } = await catalogApi.queryEntities({
      filter: { kind: KINDS, 'relations.ownedBy': ownershipEntityRefs },
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: SHOWN,
    });
    return items;
  }, [catalogApi, identityApi]);
}
