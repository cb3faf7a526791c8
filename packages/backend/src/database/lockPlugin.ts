import { Config } from '@backstage/config';

/**
 * The plugin in whose database backends take turns: the first one that uses PostgreSQL. All backends of a portal have the same
 * configuration, so they find the same one, also if each plugin has a database of its own.
 */
export function findLockPlugin(config: Config): string | undefined {
  const database = config.getOptionalConfig('backend.database');
  const clientOf = (pluginId: string) =>
    database?.getOptionalString(`plugin.${pluginId}.client`) ??
    database?.getOptionalString('client');
  const configured = database?.getOptionalConfig('plugin')?.keys() ?? [];
  return ['catalog', 'auth', ...configured].find(
    pluginId => clientOf(pluginId) === 'pg',
  );
}
