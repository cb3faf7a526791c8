import {
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

/** Anything that `useRouteRef` accepts. */
export type AnyRouteRef = RouteRef<any> | SubRouteRef<any> | ExternalRouteRef;

/** What `useRouteRef` asks for a path. */
export interface RouteResolver {
  resolve(
    ref: AnyRouteRef,
    location: { pathname: string } | string,
  ): RouteFunc<any> | undefined;
}

const CONTEXT = 'routing-context';
const RoutingContext = createVersionedContext<{ 1: RouteResolver }>(CONTEXT);

/** Changes how route refs are resolved for its children. */
export function RoutesProvider({
  extend,
  children,
}: PropsWithChildren<{ extend: (app: RouteResolver) => RouteResolver }>) {
  const app = useVersionedContext<{ 1: RouteResolver }>(CONTEXT)?.atVersion(1);
  const value = useMemo(
    () => app && createVersionedValueMap({ 1: extend(app) }),
    [app, extend],
  );
  return (
    <RoutingContext.Provider value={value}>{children}</RoutingContext.Provider>
  );
}
