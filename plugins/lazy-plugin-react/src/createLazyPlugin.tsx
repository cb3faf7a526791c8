import {
  createPlugin,
  createReactExtension,
  createRouteRef,
  RouteRef,
  SubRouteRef,
} from '@backstage/core-plugin-api';
import { ComponentType, PropsWithChildren } from 'react';
import { lazyWithoutSuspense } from './lazyWithoutSuspense';

/**
 * Options for {@link createLazyPlugin}.
 *
 * @public
 */
export interface LazyPluginOptions {
  /** The plugin's own id. */
  id: string;
  /** Imports the plugin and returns its page, which must be a routable extension. */
  load: () => Promise<ComponentType>;
  /** Targets of the plugin's external routes, by name. They replace `bindRoutes`, which would need the plugin at startup. */
  externalRoutes?: Record<string, RouteRef<any> | SubRouteRef<any>>;
}

/**
 * What an app uses of a plugin that is loaded on demand.
 *
 * @public
 */
export interface LazyPlugin {
  /** The page, for the `element` of a `Route` in the app. */
  Page: ComponentType;
  /** Provides the plugin's APIs and routes to its cards and tabs on other pages. */
  Provider: ComponentType<PropsWithChildren<{}>>;
  /** The route of the page, for example for `bindRoutes`. Use it instead of the route ref that the plugin exports. */
  routeRef: RouteRef;
}

/**
 * Adds a plugin that is loaded when its page is first opened. Until then it adds nothing to the download.
 *
 * @public
 */
export function createLazyPlugin({
  id,
  load,
  externalRoutes = {},
}: LazyPluginOptions): LazyPlugin {
  const routeRef = createRouteRef({ id });
  const PluginPage = lazyWithoutSuspense(async () => ({
    default: await load(),
  }));
  const Provider = lazyWithoutSuspense(async () => {
    const [{ createPluginProvider }, page] = await Promise.all([
      import('./createPluginProvider'),
      load(),
    ]);
    return {
      default: createPluginProvider({ page, routeRef, externalRoutes }),
    };
  });
  const Page = createPlugin({ id }).provide(
    createReactExtension({
      name: `LazyPage(${id})`,
      component: {
        sync: () => (
          <Provider>
            <PluginPage />
          </Provider>
        ),
      },
      data: { 'core.mountPoint': routeRef },
    }),
  );
  return { Page, Provider, routeRef };
}
