import { Config } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';
import createDatabase from 'knex';

/** Any number, as long as all backends of a portal have the same. */
const LOCK = 7007;

/**
 * Starts one backend after the other where several share a PostgreSQL database. Each brings the tables up to date when it starts. Two
 * that do so at once fail, and can leave Knex's migration lock behind, which nobody takes away:
 * https://knexjs.org/guide/migrations.html#migration-lock-table
 */
export async function startInTurn(start: () => Promise<unknown>) {
  const config = await ConfigSources.toConfig(ConfigSources.default({}));
  const database = readDatabase(config);
  config.close();
  if (database.client !== 'pg') {
    await start();
    return;
  }
  const db = createDatabase({ ...database, pool: { min: 0, max: 1 } });
  try {
    // The lock ends with the connection, however that ends.
    await db.transaction(async connection => {
      await connection.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
      await start();
    });
  } finally {
    await db.destroy();
  }
}

function readDatabase(config: Config) {
  return {
    client: config.getString('backend.database.client'),
    connection: config.get<{}>('backend.database.connection'),
  };
}
