import { createLazyPlugin } from '@internal/lazy-plugin-react';

/** Registers existing entities. */
export const catalogImport = createLazyPlugin({
  id: 'catalog-import',
  async load() {
    const { CatalogImportPage } = await import(
      '@backstage/plugin-catalog-import'
    );
    return CatalogImportPage;
  },
});
