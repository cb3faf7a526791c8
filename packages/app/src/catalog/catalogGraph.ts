import { catalogPlugin } from '@backstage/plugin-catalog';
import { createLazyPlugin } from '../lazyPlugin';

/** Where the entities of the graph lead. */
export const catalogGraphLinks = {
  catalogEntity: catalogPlugin.routes.catalogEntity,
};

/** Shows what depends on what. */
export const catalogGraph = createLazyPlugin({
  id: 'catalog-graph',
  async load() {
    const { catalogGraphPlugin, CatalogGraphPage } = await import(
      '@backstage/plugin-catalog-graph'
    );
    return {
      plugin: catalogGraphPlugin,
      mountPoint: catalogGraphPlugin.routes.catalogGraph,
      externalRoutes: catalogGraphLinks,
      Page: CatalogGraphPage,
    };
  },
});
