import { createRoutableExtension } from '@backstage/core-plugin-api';
import { homePlugin } from '@backstage/plugin-home';
import { HomePage as Content } from './HomePage';

/** In place of the plugin's own frame, which is one more file to wait for. */
export const HomePage = homePlugin.provide(
  createRoutableExtension({
    name: 'HomePage',
    mountPoint: homePlugin.routes.root,
    component: async () => Content,
  }),
);
