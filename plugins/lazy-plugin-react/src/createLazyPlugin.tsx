import { Progress } from '@backstage/core-components';
import {
  createPlugin,
  createReactExtension,
  createRouteRef,
  RouteRef,
  SubRouteRef,
} from '@backstage/core-plugin-api';
import { ComponentType, PropsWithChildren } from 'react';
import useAsync from 'react-use/esm/useAsync';

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
 * The parts of a lazy plugin that an app uses.
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
      import('./pluginProvider'),
      load(),
    ]);
    return { default: createPluginProvider(page, routeRef, externalRoutes) };
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

/**
 * Like `React.lazy`, but needs no `Suspense` and shows Backstage's progress bar while it loads. Errors go to the nearest error
 * boundary; a failed load is retried when the component is next mounted.
 *
 * Use it for components that render Backstage pages. Those are themselves loaded with `React.lazy`, and React delays the second of two
 * nested fallbacks by half a second.
 *
 * @public
 */
export function lazyWithoutSuspense<Props extends {}>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let loading: Promise<void> | undefined;
  let Loaded: ComponentType<Props> | undefined;

  const loadOnce = () => {
    loading ??= load().then(
      module => {
        Loaded = module.default;
      },
      error => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };

  return function LazyComponent(props: Props) {
    const { error } = useAsync(loadOnce);
    if (error) {
      throw error;
    }
    return Loaded ? <Loaded {...props} /> : <Progress />;
  };
}
