import {
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';
import { ComponentType } from 'react';
import { LoadedPlugin, LoadedPluginProps } from './LoadedPlugin';

interface LazyPluginOptions {
  /** As the plugin itself has it. */
  id: string;
  load: () => Promise<
    Omit<LoadedPluginProps, 'mountedAs'> & { Page: ComponentType }
  >;
}

/**
 * A plugin that is loaded when its page is opened, and weighs nothing before.
 *
 * @returns its page, and the route that stands for it in the app
 */
export function createLazyPlugin({ id, load }: LazyPluginOptions) {
  const mountPoint = createRouteRef({ id });
  const Page = createPlugin({ id }).provide(
    createRoutableExtension({
      name: `LazyPage(${id})`,
      mountPoint,
      component: async () => {
        const { Page: LoadedPage, ...loaded } = await load();
        return () => (
          <LoadedPlugin {...loaded} mountedAs={mountPoint}>
            <LoadedPage />
          </LoadedPlugin>
        );
      },
    }),
  );
  return { Page, mountPoint };
}
