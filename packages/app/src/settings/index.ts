import { createRoutableExtension } from '@backstage/core-plugin-api';
import { userSettingsPlugin } from '@backstage/plugin-user-settings';

export const SettingsPage = userSettingsPlugin.provide(
  createRoutableExtension({
    name: 'SettingsPage',
    mountPoint: userSettingsPlugin.routes.settingsPage,
    component: async () => (await import('./SettingsPage')).SettingsPage,
  }),
);
