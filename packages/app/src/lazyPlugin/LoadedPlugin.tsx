import {
  BackstagePlugin,
  ExternalRouteRef,
  RouteRef,
  SubRouteRef,
} from '@backstage/core-plugin-api';
import { PropsWithChildren } from 'react';
import { LoadedApis } from './LoadedApis';
import { LoadedRoutes } from './LoadedRoutes';

export interface LoadedPluginProps {
  plugin: BackstagePlugin<{}, Record<string, ExternalRouteRef>>;
  /** The route of the plugin that its page is mounted at. */
  mountPoint: RouteRef;
  /** What the app knows in its place. */
  mountedAs: RouteRef;
  /** Where the links lead that the plugin leaves to the app. */
  externalRoutes: Record<string, RouteRef | SubRouteRef>;
}

/** Where parts of a plugin work that the app did not know when it started. */
export function LoadedPlugin({
  children,
  ...routes
}: PropsWithChildren<LoadedPluginProps>) {
  return (
    <LoadedApis factories={routes.plugin.getApis()}>
      <LoadedRoutes {...routes}>{children}</LoadedRoutes>
    </LoadedApis>
  );
}
