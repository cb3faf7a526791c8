import { RouteRef } from '@backstage/core-plugin-api';
import { useMemo } from 'react';
import { generatePath, useParams } from 'react-router-dom';
import { collectPlugins } from './collectPlugins';
import { createApisProvider } from './createApisProvider';
import { AnyRouteRef, RouteResolver, RoutesProvider } from './RoutesProvider';

/**
 * Options for {@link discoverPlugins}.
 *
 * @public
 */
export interface DiscoverPluginsOptions {
  /** What to show. As in `App.tsx`, plugins are found in elements only, not in what a component renders. */
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
  const ApisProvider = createApisProvider(plugins);

  return function DiscoveredPlugins() {
    const params = useParams();
    const extendRoutes = useMemo(
      () => addRoutes(paths, parent, params),
      [params],
    );
    return (
      <ApisProvider>
        <RoutesProvider extend={extendRoutes}>{elements}</RoutesProvider>
      </ApisProvider>
    );
  };
}

/** Resolves route refs to paths below the parent, which has the parameters of the current page. */
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

type Params = Record<string, string | undefined>;

/** Encodes the characters that the app encodes in links. */
function encode(params: Params = {}): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      value?.replace(/[&?#;/]/g, encodeURIComponent),
    ]),
  );
}
