import { Entity } from '@backstage/catalog-model';
import {
  EntityApiDefinitionCard,
  EntityConsumedApisCard,
  EntityConsumingComponentsCard,
  EntityHasApisCard,
  EntityProvidedApisCard,
  EntityProvidingComponentsCard,
} from '@backstage/plugin-api-docs';
import {
  EntityAboutCard,
  EntityDependsOnComponentsCard,
  EntityDependsOnResourcesCard,
  EntityHasComponentsCard,
  EntityHasResourcesCard,
  EntityHasSubcomponentsCard,
  EntityHasSystemsCard,
  EntityLinksCard,
  EntityOrphanWarning,
  EntityProcessingErrorsPanel,
  EntityRelationWarning,
  EntitySwitch,
  hasCatalogProcessingErrors,
  hasRelationWarnings,
  isKind,
  isOrphan,
} from '@backstage/plugin-catalog';
import { EntityCatalogGraphCard } from '@backstage/plugin-catalog-graph';
import {
  EntityGroupProfileCard,
  EntityMembersListCard,
  EntityOwnershipCard,
  EntityUserProfileCard,
} from '@backstage/plugin-org';
import Grid from '@material-ui/core/Grid';
import { makeStyles } from '@material-ui/core/styles';
import { Children, PropsWithChildren } from 'react';
import { catalogGraph } from '../lazyPlugins';
import { AccountCard } from './AccountCard';
import { UserClientSessionsCard } from './UserClientSessionsCard';

function hasLinks(entity: Entity) {
  return Boolean(entity.metadata.links?.length);
}

const useStyles = makeStyles({
  // A card that renders nothing for this entity leaves no gap.
  card: { '&:empty': { display: 'none' } },
});

/** Lays cards out in two columns, or one on narrow screens. */
function Cards({ children }: PropsWithChildren<{}>) {
  const classes = useStyles();
  return (
    <Grid container spacing={3} alignItems="stretch">
      {Children.map(children, card => (
        <Grid item xs={12} md={6} className={classes.card}>
          {card}
        </Grid>
      ))}
    </Grid>
  );
}

const warnings = (
  <>
    <EntitySwitch>
      <EntitySwitch.Case if={isOrphan}>
        <EntityOrphanWarning />
      </EntitySwitch.Case>
    </EntitySwitch>
    <EntitySwitch>
      <EntitySwitch.Case if={hasRelationWarnings}>
        <EntityRelationWarning />
      </EntitySwitch.Case>
    </EntitySwitch>
    <EntitySwitch>
      <EntitySwitch.Case if={hasCatalogProcessingErrors}>
        <EntityProcessingErrorsPanel />
      </EntitySwitch.Case>
    </EntitySwitch>
  </>
);

const links = (
  <EntitySwitch>
    <EntitySwitch.Case if={hasLinks}>
      <EntityLinksCard />
    </EntitySwitch.Case>
  </EntitySwitch>
);

export const overview = (
  <>
    {warnings}
    <Cards>
      <EntityAboutCard />
      <catalogGraph.Provider>
        <EntityCatalogGraphCard height={400} />
      </catalogGraph.Provider>
      {links}
      <EntitySwitch>
        <EntitySwitch.Case if={isKind('component')}>
          <EntityHasSubcomponentsCard />
        </EntitySwitch.Case>
      </EntitySwitch>
    </Cards>
  </>
);

export const componentApis = (
  <Cards>
    <EntityProvidedApisCard />
    <EntityConsumedApisCard />
  </Cards>
);

export const dependencies = (
  <Cards>
    <EntityDependsOnComponentsCard />
    <EntityDependsOnResourcesCard />
  </Cards>
);

export const apiDefinition = <EntityApiDefinitionCard />;

export const apiUsers = (
  <Cards>
    <EntityProvidingComponentsCard />
    <EntityConsumingComponentsCard />
  </Cards>
);

export const systemParts = (
  <EntitySwitch>
    <EntitySwitch.Case if={isKind('system')}>
      <Cards>
        <EntityHasComponentsCard />
        <EntityHasApisCard />
        <EntityHasResourcesCard />
      </Cards>
    </EntitySwitch.Case>
    <EntitySwitch.Case>
      <EntityHasSystemsCard />
    </EntitySwitch.Case>
  </EntitySwitch>
);

export const userOverview = (
  <>
    {warnings}
    <Cards>
      <EntityUserProfileCard />
      <EntityOwnershipCard />
      <AccountCard />
      <UserClientSessionsCard />
    </Cards>
  </>
);

export const groupOverview = (
  <>
    {warnings}
    <Cards>
      <EntityGroupProfileCard />
      <EntityOwnershipCard />
      <EntityMembersListCard />
      {links}
    </Cards>
  </>
);
