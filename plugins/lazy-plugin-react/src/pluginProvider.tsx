import { ApiProvider, ApiResolver } from '@backstage/core-app-api';
import {
  AnyApiFactory,
  ApiFactory,
  ApiHolder,
  ApiRef,
  BackstagePlugin,
  createApiFactory,
  createSubRouteRef,
  ExternalRouteRef,
  getComponentData,
  RouteFunc,
  RouteRef,
  SubRouteRef,
  useApiHolder,
} from '@backstage/core-plugin-api';
import {
  createVersionedContext,
  createVersionedValueMap,
  useVersionedContext,
} from '@backstage/version-bridge';
import {
  ComponentType,
  createElement,
  PropsWithChildren,
  useMemo,
} from 'react';

/** Anything that `useRouteRef` accepts. */
export type AnyRouteRef = RouteRef<any> | SubRouteRef<any> | ExternalRouteRef;

/** What `useRouteRef` uses to resolve a path. */
export interface RouteResolver {
  resolve(
    ref: AnyRouteRef,
    location: { pathname: string } | string,
  ): RouteFunc<any> | undefined;
}

type ExtendRoutes = (app: RouteResolver) => RouteResolver;

const CONTEXT = 'routing-context';
const RoutingContext = createVersionedContext<{ 1: RouteResolver }>(CONTEXT);

/**
 * Creates a component that provides the APIs of plugins that the app did not know at startup, and changes how route refs
 * are resolved. As at startup, each API is created once, and an API that the app itself provides takes precedence.
 */
export function createProvider(
  plugins: Iterable<BackstagePlugin>,
): ComponentType<PropsWithChildren<{ extendRoutes: ExtendRoutes }>> {
  const factories = new Map<string, AnyApiFactory>();
  for (const plugin of plugins) {
    for (const factory of plugin.getApis()) {
      factories.set(factory.api.id, factory);
    }
  }
  const resolvers = new WeakMap<ApiHolder, ApiResolver>();

  return function Provider({ extendRoutes, children }) {
    const apis = useApiHolder();
    const resolver = resolvers.get(apis) ?? createResolver(apis, factories);
    resolvers.set(apis, resolver);
    const app = useVersionedContext<{ 1: RouteResolver }>(CONTEXT)?.atVersion(
      1,
    );
    const routes = useMemo(
      () => app && createVersionedValueMap({ 1: extendRoutes(app) }),
      [app, extendRoutes],
    );
    return (
      <ApiProvider apis={resolver}>
        <RoutingContext.Provider value={routes}>
          {children}
        </RoutingContext.Provider>
      </ApiProvider>
    );
  };
}

/**
 * Creates a component that provides the APIs and routes of a plugin that the app did not know at startup.
 *
 * @param page - the plugin's page
 * @param routeRef - the page's route in the app
 * @param externalRoutes - targets of the plugin's external routes, by name
 */
export function createPluginProvider(
  page: ComponentType,
  routeRef: RouteRef,
  externalRoutes: Record<string, AnyRouteRef>,
): ComponentType<PropsWithChildren<{}>> {
  const element = createElement(page);
  const plugin = getComponentData<BackstagePlugin>(element, 'core.plugin');
  const mountPoint = getComponentData<RouteRef>(element, 'core.mountPoint');
  if (!plugin || !mountPoint) {
    throw new Error(
      `The page of a lazy plugin must be a routable extension, got ${page.name}`,
    );
  }
  const targets = readTargets(plugin, externalRoutes);
  const redirect = (ref: AnyRouteRef): AnyRouteRef => {
    if (ref === mountPoint) {
      return routeRef;
    }
    return 'parent' in ref && ref.parent === mountPoint
      ? createSubRouteRef({ id: String(ref), path: ref.path, parent: routeRef })
      : targets.get(ref) ?? ref;
  };
  const extendRoutes: ExtendRoutes = app => ({
    resolve: (ref, location) => app.resolve(redirect(ref), location),
  });
  const Provider = createProvider([plugin]);
  return ({ children }) => (
    <Provider extendRoutes={extendRoutes}>{children}</Provider>
  );
}

function readTargets(
  plugin: BackstagePlugin,
  externalRoutes: Record<string, AnyRouteRef>,
): Map<AnyRouteRef, AnyRouteRef> {
  const known: Record<string, ExternalRouteRef> = plugin.externalRoutes;
  return new Map(
    Object.entries(externalRoutes).map(([name, target]) => {
      if (!known[name]) {
        throw new Error(
          `Plugin "${plugin.getId()}" has no external route "${name}"`,
        );
      }
      return [known[name], target];
    }),
  );
}

function createResolver(
  app: ApiHolder,
  factories: Map<string, AnyApiFactory>,
): ApiResolver {
  return new ApiResolver({
    get<T>(api: ApiRef<T>) {
      const provided = app.get(api);
      return provided
        ? createApiFactory(api, provided)
        : (factories.get(api.id) as ApiFactory<T, T, {}> | undefined);
    },
  });
}
