import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { IN_CONTAINER } from './context.mjs';
import { check, ok, problem, shared, skip } from './results.mjs';

const TIMEOUT_MS = 4_000;
const MIGRATION_MS = 2_000;

export const stores = [
  check('Database', async context => {
    const { pool, error } = await openDatabase(context);
    const { POSTGRES_HOST: host, POSTGRES_USER: user } = context.values;
    if (error) {
      return problem(
        `${host}: ${error.message}. Check the variables that begin with POSTGRES_`,
      );
    }
    const { rows } = await pool.query(
      "SELECT has_database_privilege(current_database(), 'CREATE') AS allowed, current_database() AS name",
    );
    return rows[0].allowed
      ? ok(`${user} can create schemas at ${host}`)
      : problem(
          `${user} lacks permission to create schemas. As the database's owner, run: GRANT CREATE ON DATABASE "${rows[0].name}" TO "${user}"`,
        );
  }),
  check('Migration lock', async context => {
    const { pool, error } = await openDatabase(context);
    if (error) {
      skip('The database cannot be used');
    }
    const before = await takenLocks(pool);
    // A backend that is starting holds a lock for a moment.
    await setTimeout(before.length > 0 ? MIGRATION_MS : 0);
    const after = await takenLocks(pool);
    const stuck = before.filter(table => after.includes(table));
    const statements = stuck.map(table => `UPDATE ${table} SET is_locked = 0`);
    return stuck.length > 0
      ? problem(
          `An interrupted migration keeps all backends from starting. Run: ${statements.join(
            '; ',
          )}`,
        )
      : ok('No migration was interrupted');
  }),
  check('Cache', async ({ source, values }) => {
    requireContainer(source);
    const url = readSecret(values, 'CACHE_URL');
    if (url && !URL.canParse(url)) {
      return problem(
        'CACHE_URL is not of the form redis://user:password@host:port. Percent-encode special characters in the password',
      );
    }
    // Use the same precedence as packages/backend/src/environment/cacheUrl.ts.
    const error = await findCacheError(
      url ?? {
        host: values.CACHE_HOST ?? skip('Each backend has its own cache'),
        port: values.CACHE_PORT,
        username: values.CACHE_USERNAME,
        password: readSecret(values, 'CACHE_PASSWORD'),
      },
    );
    return error
      ? problem(
          `The cache cannot be used: ${
            error.code ?? error.message
          }. Check the variables that begin with CACHE_`,
        )
      : ok('The backend can use the cache');
  }),
];

/** Ends the connections, which would otherwise keep the program running. */
export async function closeStores(context) {
  const { pool } = await openDatabase(context).catch(() => ({}));
  await pool?.end();
}

const openDatabase = shared(async ({ source, values }) => {
  requireContainer(source);
  if (!values.POSTGRES_HOST) {
    skip('POSTGRES_HOST is not set');
  }
  const { Pool } = load('pg');
  const pool = new Pool({
    host: values.POSTGRES_HOST,
    port: Number(values.POSTGRES_PORT ?? 5432),
    database: values.POSTGRES_DATABASE,
    user: values.POSTGRES_USER,
    password: readSecret(values, 'POSTGRES_PASSWORD'),
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    max: 2,
  });
  pool.on('error', () => {});
  const error = await pool.query('SELECT 1').then(
    () => undefined,
    cause => cause,
  );
  return { pool, error };
});

/** Loads a client that Backstage also uses, so that the image contains it. */
function load(name) {
  try {
    return createRequire(import.meta.url)(name);
  } catch {
    return skip(`The package ${name} is not installed here`);
  }
}

/** Returns Knex's tables that say that a migration is running. */
async function takenLocks(pool) {
  const { rows: tables } = await pool.query(
    "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.columns WHERE column_name = 'is_locked' AND table_name LIKE '%migrations_lock' ORDER BY 1",
  );
  const all = tables.map(({ name }) =>
    pool.query(`SELECT $1 AS name FROM ${name} WHERE is_locked = 1`, [name]),
  );
  return (await Promise.all(all)).flatMap(({ rows }) =>
    rows.map(({ name }) => name),
  );
}

/** Signs in to Valkey or Redis, and returns the error if that fails. */
async function findCacheError(address) {
  const Valkey = load('iovalkey');
  const options = {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    retryStrategy: () => null,
  };
  const client =
    typeof address === 'string'
      ? new Valkey(address, options)
      : new Valkey({ ...address, ...options });
  const errors = [];
  client.on('error', error => errors.push(error));
  await client.ping().catch(error => errors.push(error));
  client.disconnect();
  return errors[0];
}

function readSecret(values, name) {
  const file = values[`${name}_FILE`];
  try {
    return file
      ? readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      : values[name];
  } catch {
    return skip(`${name}_FILE cannot be read`);
  }
}

function requireContainer(source) {
  if (source !== 'environment') {
    skip(`Only backends can reach it. To check it, run: ${IN_CONTAINER}`);
  }
}
