import {
  BackstagePlugin,
  createSubRouteRef,
  ExternalRouteRef,
  getComponentData,
  RouteRef,
  SubRouteRef,
} from '@backstage/core-plugin-api';
import { ComponentType, createElement, PropsWithChildren } from 'react';
import { createApisProvider } from './createApisProvider';
import { AnyRouteRef, RouteResolver, RoutesProvider } from './RoutesProvider';

type AnyPlugin = BackstagePlugin<{}, Record<string, ExternalRouteRef>>;

interface PluginProviderOptions {
  /** The plugin's page. */
  page: ComponentType;
  /** The route of the page in the app. */
  routeRef: RouteRef;
  /** Targets of the plugin's external routes, by name. */
  externalRoutes: Record<string, RouteRef<any> | SubRouteRef<any>>;
}

/** Creates a component that provides the APIs and routes of a plugin that the app did not know at startup. */
export function createPluginProvider({
  page,
  routeRef,
  externalRoutes,
}: PluginProviderOptions): ComponentType<PropsWithChildren<{}>> {
  const element = createElement(page);
  const plugin = getComponentData<AnyPlugin>(element, 'core.plugin');
  const mountPoint = getComponentData<RouteRef>(element, 'core.mountPoint');
  if (!plugin || !mountPoint) {
    throw new Error(
      `The page of a lazy plugin must be a routable extension, got ${page.name}`,
    );
  }
  const targets = readTargets(plugin, externalRoutes);
  const extendRoutes = redirectRoutes(mountPoint, routeRef, targets);
  const ApisProvider = createApisProvider([plugin]);
  return ({ children }) => (
    <ApisProvider>
      <RoutesProvider extend={extendRoutes}>{children}</RoutesProvider>
    </ApisProvider>
  );
}

function readTargets(
  plugin: AnyPlugin,
  externalRoutes: Record<string, AnyRouteRef>,
): Map<AnyRouteRef, AnyRouteRef> {
  const targets = new Map<AnyRouteRef, AnyRouteRef>();
  for (const [name, target] of Object.entries(externalRoutes)) {
    const ref = plugin.externalRoutes[name];
    if (!ref) {
      throw new Error(
        `Plugin "${plugin.getId()}" has no external route "${name}"`,
      );
    }
    targets.set(ref, target);
  }
  return targets;
}

/** Resolves the plugin's route refs to those that the app knows. */
function redirectRoutes(
  from: RouteRef,
  to: RouteRef,
  targets: Map<AnyRouteRef, AnyRouteRef>,
) {
  const redirect = (ref: AnyRouteRef): AnyRouteRef => {
    if (ref === from) {
      return to;
    }
    return 'parent' in ref && ref.parent === from
      ? createSubRouteRef({ id: String(ref), path: ref.path, parent: to })
      : targets.get(ref) ?? ref;
  };
  return (app: RouteResolver): RouteResolver => ({
    resolve: (ref, location) => app.resolve(redirect(ref), location),
  });
}
