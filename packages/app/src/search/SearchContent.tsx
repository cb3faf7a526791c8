import {
  CatalogIcon,
  Content,
  DocsIcon,
  Header,
  Page,
} from '@backstage/core-components';
import { CatalogSearchResultListItem } from '@backstage/plugin-catalog';
import { SearchType } from '@backstage/plugin-search';
import {
  SearchBar,
  SearchFilter,
  SearchPagination,
  SearchResult,
} from '@backstage/plugin-search-react';
import { TechDocsSearchResultListItem } from '@backstage/plugin-techdocs';
import Grid from '@material-ui/core/Grid';
import { makeStyles, Theme } from '@material-ui/core/styles';

const useStyles = makeStyles((theme: Theme) => ({
  filters: { display: 'grid', gap: theme.spacing(2), alignContent: 'start' },
}));

export default function SearchContent() {
  const classes = useStyles();
  return (
    <Page themeId="home">
      <Header title="Search" />
      <Content>
        <Grid container spacing={3}>
          <Grid item xs={12}>
            <SearchBar />
          </Grid>
          <Grid item xs={12} md={3} className={classes.filters}>
            <SearchType.Accordion
              name="Result type"
              defaultValue="software-catalog"
              types={[
                {
                  value: 'software-catalog',
                  name: 'Catalog',
                  icon: <CatalogIcon />,
                },
                {
                  value: 'techdocs',
                  name: 'Documentation',
                  icon: <DocsIcon />,
                },
              ]}
            />
            <SearchFilter.Select
              label="Kind"
              name="kind"
              values={[
                'API',
                'Component',
                'Group',
                'System',
                'Template',
                'User',
              ]}
            />
            <SearchFilter.Checkbox
              label="Lifecycle"
              name="lifecycle"
              values={['experimental', 'production']}
            />
          </Grid>
          <Grid item xs={12} md={9}>
            <SearchPagination />
            <SearchResult>
              <CatalogSearchResultListItem icon={<CatalogIcon />} />
              <TechDocsSearchResultListItem icon={<DocsIcon />} />
            </SearchResult>
          </Grid>
        </Grid>
      </Content>
    </Page>
  );
}
