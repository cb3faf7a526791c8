import {
  BackstagePlugin,
  getComponentData,
  RouteRef,
} from '@backstage/core-plugin-api';
import { Children, isValidElement, ReactNode } from 'react';

/** Collects the plugins in a tree of elements, and the path of each routable extension. */
export function collectPlugins(root: ReactNode) {
  const plugins = new Set<BackstagePlugin>();
  const paths = new Map<RouteRef, string>();

  const visit = (node: ReactNode, path: string) =>
    Children.forEach(node, element => {
      if (!isValidElement<Props>(element)) {
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

interface Props {
  path?: string;
  children?: ReactNode;
}

/** `tab`, `/tab/` and `/tab/*` are all `/tab`. */
function normalize(path: string): string {
  const trimmed = path.replace(/\/?\*?$/, '').replace(/^\//, '');
  return trimmed && `/${trimmed}`;
}
