import { catalogPlugin } from '@backstage/plugin-catalog';
import { createLazyPlugin } from '@internal/lazy-plugin-react';

/** Shows how entities are related. */
export const catalogGraph = createLazyPlugin({
  id: 'catalog-graph',
  async load() {
    const { CatalogGraphPage } = await import(
      '@backstage/plugin-catalog-graph'
    );
    return CatalogGraphPage;
  },
  externalRoutes: { catalogEntity: catalogPlugin.routes.catalogEntity },
});
