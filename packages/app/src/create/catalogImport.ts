import { createLazyPlugin } from '../lazyPlugin';

/** Registers what exists already. */
export const catalogImport = createLazyPlugin({
  id: 'catalog-import',
  async load() {
    const { catalogImportPlugin, CatalogImportPage } = await import(
      '@backstage/plugin-catalog-import'
    );
    return {
      plugin: catalogImportPlugin,
      mountPoint: catalogImportPlugin.routes.importPage,
      externalRoutes: {},
      Page: CatalogImportPage,
    };
  },
});
