import {
  createPlugin,
  createReactExtension,
  createRouteRef,
} from '@backstage/core-plugin-api';
import { ComponentType } from 'react';
import { LoadedPlugin, LoadedPluginProps } from './LoadedPlugin';
import { onDemand } from './onDemand';

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
    createReactExtension({
      name: `LazyPage(${id})`,
      component: {
        sync: onDemand(async () => {
          const { Page: LoadedPage, ...plugin } = await load();
          return {
            default: () => (
              <LoadedPlugin {...plugin} mountedAs={mountPoint}>
                <LoadedPage />
              </LoadedPlugin>
            ),
          };
        }),
      },
      data: { 'core.mountPoint': mountPoint },
    }),
  );
  return { Page, mountPoint };
}
