import {
  BackstagePlugin,
  getComponentData,
  RouteRef,
} from '@backstage/core-plugin-api';
import { Children, isValidElement, ReactNode, useMemo } from 'react';
import { generatePath, useParams } from 'react-router-dom';
import { AnyRouteRef, createProvider, RouteResolver } from './pluginProvider';

/**
 * Options for {@link discoverPlugins}.
 *
 * @public
 */
export interface DiscoverPluginsOptions {
  /** What to show. As in `App.tsx`, plugins are found only in these elements, not in what their components render. */
  elements: JSX.Element;
  /** The route of the page that shows the elements. */
  parent: RouteRef<any>;
}

/**
 * Turns a tree of elements into a component, and provides the APIs and routes of all plugins in the tree. Backstage does the same at
 * startup for the elements in `App.tsx`, but it can't see elements that are loaded later.
 *
 * @public
 */
export function discoverPlugins({
  elements,
  parent,
}: DiscoverPluginsOptions): () => JSX.Element {
  const { plugins, paths } = collectPlugins(elements);
  const Provider = createProvider(plugins);

  return function DiscoveredPlugins() {
    const params = useParams();
    const extendRoutes = useMemo(
      () => addRoutes(paths, parent, params),
      [params],
    );
    return <Provider extendRoutes={extendRoutes}>{elements}</Provider>;
  };
}

/** Collects the plugins in a tree of elements, and each routable extension's path. */
function collectPlugins(root: ReactNode) {
  const plugins = new Set<BackstagePlugin>();
  const paths = new Map<AnyRouteRef, string>();

  const visit = (node: ReactNode, path: string) =>
    Children.forEach(node, element => {
      if (!isValidElement<{ path?: string; children?: ReactNode }>(element)) {
        return;
      }
      const plugin = getComponentData<BackstagePlugin>(element, 'core.plugin');
      if (plugin) {
        plugins.add(plugin);
      }
      const mountPoint = getComponentData<RouteRef>(element, 'core.mountPoint');
      if (mountPoint) {
        paths.set(mountPoint, path);
      }
      const isTab = getComponentData(element, 'core.gatherMountPoints');
      const { path: tabPath, children } = element.props;
      visit(children, isTab && tabPath ? path + normalize(tabPath) : path);
    });
  visit(root, '');

  return { plugins, paths };
}

/** `tab`, `/tab/` and `/tab/*` are all `/tab`. */
function normalize(path: string): string {
  const trimmed = path.replace(/\/?\*?$/, '').replace(/^\//, '');
  return trimmed && `/${trimmed}`;
}

type Params = Record<string, string | undefined>;

/** Resolves route refs to paths below the parent, with the current page's parameters. */
function addRoutes(
  paths: Map<AnyRouteRef, string>,
  parent: RouteRef<any>,
  parentParams: Params,
) {
  return (app: RouteResolver): RouteResolver => ({
    resolve(ref, location) {
      const [root, subPath] =
        'parent' in ref ? [ref.parent, ref.path] : [ref, ''];
      const path = paths.get(root);
      const toParent = path !== undefined && app.resolve(parent, location);
      return toParent
        ? (...[params]: readonly Params[]) =>
            toParent(parentParams) +
            generatePath(path + subPath, encode(params))
        : app.resolve(ref, location);
    },
  });
}

/** Encodes the characters that the app encodes in links. */
function encode(params: Params = {}): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      value?.replace(/[&?#;/]/g, encodeURIComponent),
    ]),
  );
}
