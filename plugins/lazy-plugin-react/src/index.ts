/**
 * Loads Backstage plugins when they are first shown instead of at app startup.
 *
 * @packageDocumentation
 */
export { createLazyPlugin } from './createLazyPlugin';
export type { LazyPlugin, LazyPluginOptions } from './createLazyPlugin';
export { discoverPlugins } from './discoverPlugins';
export type { DiscoverPluginsOptions } from './discoverPlugins';
export { lazyWithoutSuspense } from './lazyWithoutSuspense';
