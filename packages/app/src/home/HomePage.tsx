import {
  Content,
  Header,
  InfoCard,
  Link,
  Page,
} from '@backstage/core-components';
import {
  configApiRef,
  createReactExtension,
  useApi,
} from '@backstage/core-plugin-api';
import { homePlugin } from '@backstage/plugin-home';
import { HomePageSearchBar } from '@backstage/plugin-search';
import Grid from '@material-ui/core/Grid';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemIcon from '@material-ui/core/ListItemIcon';
import ListItemText from '@material-ui/core/ListItemText';
import { makeStyles, Theme } from '@material-ui/core/styles';
import CreateIcon from '@material-ui/icons/AddCircleOutline';
import CatalogIcon from '@material-ui/icons/Category';
import ApiIcon from '@material-ui/icons/Extension';
import DocsIcon from '@material-ui/icons/LibraryBooks';
import { PropsWithChildren } from 'react';
import { greeting, useUserName } from './greeting';
import { OwnedEntities } from './OwnedEntities';
import { RecentlyVisited } from './RecentlyVisited';
import { StarredEntities } from './StarredEntities';

const links = [
  { to: '/catalog', text: 'Browse the catalog', Icon: CatalogIcon },
  { to: '/create', text: 'Create something new', Icon: CreateIcon },
  { to: '/api-docs', text: 'Look up an API', Icon: ApiIcon },
  { to: '/docs', text: 'Read the documentation', Icon: DocsIcon },
];

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

function HomePageContent() {
  const classes = useStyles();
  const name = useUserName();
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
            <OwnedEntities />
            <RecentlyVisited />
          </Column>
          <Column width={4}>
            <InfoCard title="Quick links">
              <List disablePadding>
                {links.map(({ to, text, Icon }) => (
                  <ListItem key={to} disableGutters>
                    <ListItemIcon>
                      <Icon />
                    </ListItemIcon>
                    <ListItemText primary={<Link to={to}>{text}</Link>} />
                  </ListItem>
                ))}
              </List>
            </InfoCard>
            <StarredEntities />
          </Column>
        </Grid>
      </Content>
    </Page>
  );
}

/** Stacks cards in a column that is `width` twelfths of a wide screen. */
function Column({ width, children }: PropsWithChildren<{ width: 4 | 8 }>) {
  return (
    <Grid item xs={12} md={width}>
      <div className={useStyles().column}>{children}</div>
    </Grid>
  );
}

/**
 * Replaces plugin-home's frame, which would be another file to load. It is not a routable extension, because those are loaded with
 * `React.lazy`, and React shows lazily loaded components half a second late.
 */
export const HomePage = homePlugin.provide(
  createReactExtension({
    name: 'HomePage',
    component: { sync: HomePageContent },
    data: { 'core.mountPoint': homePlugin.routes.root },
  }),
);
