import { createSubRouteRef } from '@backstage/core-plugin-api';
import { techdocsPlugin } from '@backstage/plugin-techdocs';
import { createLazyPlugin } from '../lazyPlugin';
import { catalogImport } from './catalogImport';

/** Creates what does not exist yet. */
export const scaffolder = createLazyPlugin({
  id: 'scaffolder',
  async load() {
    const { scaffolderPlugin, ScaffolderPage } = await import(
      '@backstage/plugin-scaffolder'
    );
    return {
      plugin: scaffolderPlugin,
      mountPoint: scaffolderPlugin.routes.root,
      externalRoutes: {
        registerComponent: catalogImport.mountPoint,
        viewTechDoc: techdocsPlugin.routes.docRoot,
      },
      Page: ScaffolderPage,
    };
  },
});

/** Where the form of a template is. */
export const selectedTemplate = createSubRouteRef({
  id: 'scaffolder/selected-template',
  parent: scaffolder.mountPoint,
  path: '/templates/:namespace/:templateName',
});
