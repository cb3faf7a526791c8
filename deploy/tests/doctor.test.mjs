import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compose, run, up } from './composeProject.mjs';

/** Runs the doctor in a new backend container, and returns its problems with the configuration, by check. */
function findProblems(values) {
  const { stdout, output } = run('backstage', {
    values,
    options: ['--entrypoint=/nodejs/bin/node'],
    args: ['/app/doctor.mjs', '--json'],
  });
  assert.match(stdout, /^\{/, output);
  const { checks } = JSON.parse(stdout);
  // The other checks fail here, because no backend or provider is running.
  const problems = checks.filter(
    ({ place, status }) => place === 'Configuration' && status === 'problem',
  );
  return Object.fromEntries(problems.map(({ id, message }) => [id, message]));
}

const PASSWORDS = {
  CACHE_PASSWORD: 'c4che-p4ssword:/@#',
  BACKSTAGE_DATABASE_PASSWORD: 'b4ckstage-p4ssword:/@#',
};

function sql(statement) {
  const { status, output } = compose(
    [
      ...['exec', '-T', 'postgres', 'psql', '--username', 'postgres'],
      ...['backstage', '--command', statement],
    ],
    PASSWORDS,
  );
  assert.equal(status, 0, output);
}

describe('the doctor in the image', () => {
  before(() => {
    up('postgres', PASSWORDS);
    up('valkey', PASSWORDS);
  });

  it('accepts the database and the cache', () => {
    assert.deepEqual(findProblems(PASSWORDS), {});
  });

  it('reports a wrong database password', () => {
    const BACKSTAGE_DATABASE_PASSWORD = 'an0ther-p4ssword';
    const problems = findProblems({
      ...PASSWORDS,
      BACKSTAGE_DATABASE_PASSWORD,
    });
    assert.deepEqual(Object.keys(problems), ['database']);
    assert.match(problems.database, /password authentication failed/);
  });

  it('reports a wrong cache password', () => {
    const CACHE_PASSWORD = 'an0ther-p4ssword';
    const problems = findProblems({ ...PASSWORDS, CACHE_PASSWORD });
    assert.deepEqual(Object.keys(problems), ['cache']);
    assert.match(problems.cache, /WRONGPASS/);
  });

  it('reports a database user without permission to create schemas', () => {
    sql('ALTER DATABASE backstage OWNER TO postgres');
    sql('GRANT CONNECT ON DATABASE backstage TO backstage');
    const problems = findProblems(PASSWORDS);
    assert.deepEqual(Object.keys(problems), ['database']);
    const [, statement] = problems.database.match(/run: (.*)$/);
    sql(statement);
    assert.deepEqual(findProblems(PASSWORDS), {});
  });

  it('reports an interrupted migration, and prints the statement that releases its lock', () => {
    sql(`CREATE SCHEMA "catalog" AUTHORIZATION backstage`);
    sql(
      'CREATE TABLE catalog.knex_migrations_lock AS SELECT 1 AS index, 1 AS is_locked; ALTER TABLE catalog.knex_migrations_lock OWNER TO backstage',
    );
    const problems = findProblems(PASSWORDS);
    assert.deepEqual(Object.keys(problems), ['migration-lock']);
    const [, statement] = problems['migration-lock'].match(/Run: (.*)$/);
    sql(statement);
    assert.deepEqual(findProblems(PASSWORDS), {});
  });
});
