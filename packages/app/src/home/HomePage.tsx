import { Content, Header, Page } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { HomePageStarredEntities } from '@backstage/plugin-home';
import { HomePageSearchBar } from '@backstage/plugin-search';
import Grid from '@material-ui/core/Grid';
import { makeStyles, Theme } from '@material-ui/core/styles';
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
        <Grid container spacing={3} alignItems="stretch">
          <Grid item xs={12}>
            <HomePageSearchBar
              InputProps={{ classes: { root: classes.search } }}
              placeholder="Search the catalog and the documentation"
            />
          </Grid>
          <Grid item xs={12} md={8}>
            <OwnEntities />
          </Grid>
          <Grid item xs={12} md={4}>
            <QuickLinks />
          </Grid>
          <Grid item xs={12} md={6}>
            <HomePageStarredEntities title="Starred" />
          </Grid>
          <Grid item xs={12} md={6}>
            <RecentlyVisited />
          </Grid>
        </Grid>
      </Content>
    </Page>
  );
}
