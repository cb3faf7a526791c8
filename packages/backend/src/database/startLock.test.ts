import { ConfigReader } from '@backstage/config';
import { findLockPlugin } from './startLock';

describe('findLockPlugin', () => {
  const find = (database?: object) =>
    findLockPlugin(new ConfigReader({ backend: { database } } as {}));

  it.each<[string, object | undefined]>([
    ['no database is configured', undefined],
    ['all use SQLite', { client: 'better-sqlite3', connection: ':memory:' }],
    [
      'one is moved from SQLite to MySQL',
      { client: 'better-sqlite3', plugin: { catalog: { client: 'mysql2' } } },
    ],
  ])('finds none if %s', (_, database) => {
    expect(find(database)).toBeUndefined();
  });

  it.each<[string, object, string]>([
    [
      'the connection is an object',
      { client: 'pg', connection: { host: 'db', user: 'backstage' } },
      'catalog',
    ],
    [
      'the connection is a text',
      { client: 'pg', connection: 'postgres://backstage@db/backstage' },
      'catalog',
    ],
    [
      'the connection signs in by a managed identity',
      { client: 'pg', connection: { type: 'rds', host: 'db', port: 5432 } },
      'catalog',
    ],
    [
      'plugins have databases of their own',
      { client: 'pg', pluginDivisionMode: 'database', connection: {} },
      'catalog',
    ],
    [
      'the catalog alone uses SQLite',
      {
        client: 'pg',
        connection: {},
        plugin: { catalog: { client: 'better-sqlite3' } },
      },
      'auth',
    ],
    [
      'a single plugin uses PostgreSQL',
      {
        client: 'better-sqlite3',
        connection: ':memory:',
        plugin: { search: { client: 'pg', connection: {} } },
      },
      'search',
    ],
  ])('finds one if %s', (_, database, pluginId) => {
    expect(find(database)).toBe(pluginId);
  });
});
