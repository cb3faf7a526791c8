import { createSubRouteRef } from '@backstage/core-plugin-api';
import { techdocsPlugin } from '@backstage/plugin-techdocs';
import { createLazyPlugin } from '@internal/lazy-plugin-react';
import { catalogImport } from './catalogImport';

/** Creates entities from templates. */
export const scaffolder = createLazyPlugin({
  id: 'scaffolder',
  async load() {
    const { ScaffolderPage } = await import('@backstage/plugin-scaffolder');
    return ScaffolderPage;
  },
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
