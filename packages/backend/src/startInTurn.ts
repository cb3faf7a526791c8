import { Config } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';
import createDatabase, { Knex } from 'knex';
import { setTimeout } from 'timers/promises';

/** Any number, as long as all backends of a portal have the same. */
const LOCK = 7007;

const RETRY_MS = 500;

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
  // One connection, which is kept: the lock is its, and ends with it, however that ends.
  const db = createDatabase({ ...database, pool: { min: 1, max: 1 } });
  try {
    while (!(await takeLock(db))) {
      await setTimeout(RETRY_MS);
    }
    await start();
  } finally {
    await db.destroy();
  }
}

/** Asks, and does not wait for an answer: some migrations of Backstage wait in turn for every statement that is under way. */
async function takeLock(db: Knex): Promise<boolean> {
  const { rows } = await db.raw('SELECT pg_try_advisory_lock(?) AS taken', [
    LOCK,
  ]);
  return rows[0].taken;
}

function readDatabase(config: Config) {
  return {
    client: config.getString('backend.database.client'),
    connection: config.get<{}>('backend.database.connection'),
  };
}
