/**
 * Loads Backstage plugins when they are first shown instead of at app startup.
 *
 * @packageDocumentation
 */
export { createLazyPlugin, lazyWithoutSuspense } from './createLazyPlugin';
export type { LazyPlugin, LazyPluginOptions } from './createLazyPlugin';
export { discoverPlugins } from './discoverPlugins';
export type { DiscoverPluginsOptions } from './discoverPlugins';
