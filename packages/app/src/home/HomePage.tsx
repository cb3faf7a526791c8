import { Content, Header, Page } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { HomePageStarredEntities } from '@backstage/plugin-home';
import { HomePageSearchBar } from '@backstage/plugin-search';
import Grid from '@material-ui/core/Grid';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { PropsWithChildren } from 'react';
import { greeting } from './greeting';
import { OwnEntities } from './OwnEntities';
import { QuickLinks } from './QuickLinks';
import { RecentlyVisited } from './RecentlyVisited';
import { usePersonName } from './usePersonName';

const useStyles = makeStyles((theme: Theme) => ({
  search: {
    backgroundColor: theme.palette.background.paper,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: 32,
    boxShadow: 'none',
  },
  column: {
    display: 'grid',
    gap: theme.spacing(3),
  },
}));

export function HomePage() {
  const classes = useStyles();
  const name = usePersonName();
  const organization =
    useApi(configApiRef).getOptionalString('organization.name');
  return (
    <Page themeId="home">
      <Header
        title={name ? greeting(name, new Date()) : ' '}
        pageTitleOverride="Home"
        subtitle={organization}
      />
      <Content>
        <Grid container spacing={3}>
          <Grid item xs={12}>
            <HomePageSearchBar
              InputProps={{ classes: { root: classes.search } }}
              placeholder="Search the catalog and the documentation"
            />
          </Grid>
          <Column width={8}>
            <OwnEntities />
            <RecentlyVisited />
          </Column>
          <Column width={4}>
            <QuickLinks />
            <HomePageStarredEntities
              title="Starred"
              noStarredEntitiesMessage="Click the star beside a name in the catalog to keep it here."
            />
          </Column>
        </Grid>
      </Content>
    </Page>
  );
}

/** Cards below each other, in so many twelfths of a wide screen. */
function Column({ width, children }: PropsWithChildren<{ width: 4 | 8 }>) {
  return (
    <Grid item xs={12} md={width}>
      <div className={useStyles().column}>{children}</div>
    </Grid>
  );
}
