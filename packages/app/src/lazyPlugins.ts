import { createSubRouteRef } from '@backstage/core-plugin-api';
import { catalogPlugin } from '@backstage/plugin-catalog';
import { techdocsPlugin } from '@backstage/plugin-techdocs';
import { createLazyPlugin } from 'backstage-plugin-lazy-react';

/** Shows how entities are related. */
export const catalogGraph = createLazyPlugin({
  id: 'catalog-graph',
  load: async () =>
    (await import('@backstage/plugin-catalog-graph')).CatalogGraphPage,
  externalRoutes: { catalogEntity: catalogPlugin.routes.catalogEntity },
});

/** Registers existing entities. */
export const catalogImport = createLazyPlugin({
  id: 'catalog-import',
  load: async () =>
    (await import('@backstage/plugin-catalog-import')).CatalogImportPage,
});

/** Creates entities from templates. */
export const scaffolder = createLazyPlugin({
  id: 'scaffolder',
  load: async () =>
    (await import('@backstage/plugin-scaffolder')).ScaffolderPage,
  externalRoutes: {
    registerComponent: catalogImport.routeRef,
    viewTechDoc: techdocsPlugin.routes.docRoot,
  },
});

/** The form of a template. */
export const selectedTemplate = createSubRouteRef({
  id: 'scaffolder/selected-template',
  parent: scaffolder.routeRef,
  path: '/templates/:namespace/:templateName',
});
