import { execFileSync } from 'child_process';
import { Cluster } from '../support/cluster';
import { backstageImage, docker, sql } from '../support/docker';
import { expect, test } from '../deployment/fixtures';

/** Migrates two tables that requests read and write, like a Backstage release would: adds a column and an index. */
const MIGRATIONS = {
  'plugin-catalog-backend': 'final_entities',
  'plugin-user-settings-backend': 'user_settings',
};
const FILE = '29991231000000_upgrade_test.js';

test.describe('a new image that migrates the database', () => {
  let next: string;

  test.beforeAll(async () => {
    const image = await backstageImage();
    next = `${image}-migration`;
    const files = Object.entries(MIGRATIONS).map(
      ([plugin, table]) => `
COPY <<'END' /app/node_modules/@backstage/${plugin}/migrations/${FILE}
exports.up = knex => knex.schema.alterTable('${table}', table => {
  table.text('upgrade_test').notNullable().defaultTo('').index();
});
exports.down = () => {};
END`,
    );
    execFileSync('docker', ['build', '--quiet', '--tag', next, '-'], {
      input: `FROM ${image}\n${files.join('\n')}\n`,
    });
  });

  test.afterAll(async () => {
    await sql(
      `ALTER TABLE catalog.final_entities DROP COLUMN upgrade_test;
       ALTER TABLE "user-settings".user_settings DROP COLUMN upgrade_test;
       DELETE FROM catalog.knex_migrations WHERE name = '${FILE}';
       DELETE FROM "user-settings".knex_migrations WHERE name = '${FILE}'`,
      'backstage',
    );
    await docker('rmi', '--force', next);
  });

  test('replaces the backends without a failed request', async ({
    whileUsersWork,
  }) => {
    const { failed } = await whileUsersWork(() =>
      new Cluster().rollOut('backstage', next),
    );
    const migrated = await sql(
      `SELECT count(*) FROM (
         SELECT name FROM catalog.knex_migrations UNION ALL
         SELECT name FROM "user-settings".knex_migrations
       ) AS done WHERE name = '${FILE}'`,
      'backstage',
    );
    expect(migrated).toBe('2');
    expect(failed).toBe(0);
  });
});
