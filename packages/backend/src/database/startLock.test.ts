import { ConfigReader } from '@backstage/config';
import { findLockPlugin } from './startLock';

describe('findLockPlugin', () => {
  const find = (database?: object) =>
    findLockPlugin(new ConfigReader({ backend: { database } } as {}));

  const sqlite = { client: 'better-sqlite3', connection: ':memory:' };
  const pg = { client: 'pg', connection: {} };
  const host = 'db';

  it.each<[string, object | undefined]>([
    ['no database is configured', undefined],
    ['all plugins use SQLite', sqlite],
    [
      'one plugin uses MySQL instead of SQLite',
      { ...sqlite, plugin: { catalog: { client: 'mysql2' } } },
    ],
  ])('finds no plugin if %s', (_, database) => {
    expect(find(database)).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['the connection is an object', { ...pg, connection: { host } }, 'catalog'],
    [
      'the connection is a string',
      { ...pg, connection: 'postgres://backstage@db/backstage' },
      'catalog',
    ],
    [
      'the connection uses a managed identity',
      { ...pg, connection: { type: 'rds', host, port: 5432 } },
      'catalog',
    ],
    [
      'plugins have their own databases',
      { ...pg, pluginDivisionMode: 'database' },
      'catalog',
    ],
    [
      'only the catalog uses SQLite',
      { ...pg, plugin: { catalog: sqlite } },
      'auth',
    ],
    [
      'a single plugin uses PostgreSQL',
      { ...sqlite, plugin: { search: pg } },
      'search',
    ],
  ])('finds a plugin if %s', (_, database, pluginId) => {
    expect(find(database)).toBe(pluginId);
  });
});
