import {
  createSubRouteRef,
  ExternalRouteRef,
  RouteFunc,
  RouteRef,
  SubRouteRef,
} from '@backstage/core-plugin-api';
import {
  createVersionedContext,
  createVersionedValueMap,
  useVersionedContext,
} from '@backstage/version-bridge';
import { PropsWithChildren, useMemo } from 'react';
import type { LoadedPluginProps } from './LoadedPlugin';

type AnyRouteRef = RouteRef | SubRouteRef | ExternalRouteRef;

/** How useRouteRef asks the app for a path. */
interface RouteResolver {
  resolve(
    ref: AnyRouteRef,
    location: { pathname: string } | string,
  ): RouteFunc<any> | undefined;
}

const CONTEXT = 'routing-context';
const RoutingContext = createVersionedContext<{ 1: RouteResolver }>(CONTEXT);

/** Lets the links of a plugin work that the app did not know when it collected its routes. */
export function LoadedRoutes({
  plugin,
  mountPoint,
  mountedAs,
  externalRoutes,
  children,
}: PropsWithChildren<LoadedPluginProps>) {
  const app = useVersionedContext<{ 1: RouteResolver }>(CONTEXT)?.atVersion(1);
  const value = useMemo(() => {
    const known = new Map<AnyRouteRef, AnyRouteRef>([[mountPoint, mountedAs]]);
    for (const [name, target] of Object.entries(externalRoutes)) {
      known.set(plugin.externalRoutes[name], target);
    }
    const toApp = (ref: AnyRouteRef) =>
      known.get(ref) ?? moved(ref, mountPoint, mountedAs);
    return createVersionedValueMap<{ 1: RouteResolver }>({
      1: { resolve: (ref, location) => app?.resolve(toApp(ref), location) },
    });
  }, [app, plugin, mountPoint, mountedAs, externalRoutes]);
  return (
    <RoutingContext.Provider value={value}>{children}</RoutingContext.Provider>
  );
}

/** A route below one mount point as a route below another. */
function moved(
  ref: AnyRouteRef,
  from: RouteRef,
  mountedAs: RouteRef,
): AnyRouteRef {
  return 'parent' in ref && ref.parent === from
    ? createSubRouteRef({ id: String(ref), path: ref.path, parent: mountedAs })
    : ref;
}
