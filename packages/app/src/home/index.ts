import { createReactExtension } from '@backstage/core-plugin-api';
import { homePlugin } from '@backstage/plugin-home';
import { HomePage as Content } from './HomePage';

/**
 * In place of the plugin's own frame, which is one more file to wait for. And not a routable extension: that is loaded on demand even
 * where all of it is there, and React shows what was loaded on demand half a second late.
 */
export const HomePage = homePlugin.provide(
  createReactExtension({
    name: 'HomePage',
    component: { sync: Content },
    data: { 'core.mountPoint': homePlugin.routes.root },
  }),
);
