import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PASSWORDS, VALUES, build, compose } from './composeProject.mjs';

before(() => build('postgres'));

describe('postgres', () => {
  const up = values =>
    compose(values, ['up', '--wait', '--no-deps', 'postgres']);
  const login = (user, password) =>
    compose(VALUES, [
      ...['run', '--rm', '--no-deps', '-T', `--env=PGPASSWORD=${password}`],
      ...[
        '--entrypoint=psql',
        'postgres',
        '--host=postgres',
        `--username=${user}`,
      ],
      ...['--dbname=backstage', '--command=SELECT 1'],
    ]).status;
  const inVolume = script =>
    compose(VALUES, [
      'run',
      '--rm',
      '--no-deps',
      '-T',
      '--entrypoint=sh',
      'postgres',
      '-ec',
      script,
    ]);

  it('repairs a first start that was interrupted', () => {
    inVolume(
      'mkdir -p "$PGDATA/new/base" "$PGDATA/global" && echo 17 >"$PGDATA/new/PG_VERSION"',
    );
    const { status, output } = up(VALUES);
    assert.equal(status, 0, output);
    assert.equal(login('backstage', 'backstage'), 0);
  });

  it('repairs an initialized volume without user and database', () => {
    compose(VALUES, ['down', '--volumes']);
    inVolume('initdb --pgdata="$PGDATA" --username=postgres >/dev/null');
    const { status, output } = up(VALUES);
    assert.equal(status, 0, output);
    assert.equal(login('backstage', 'backstage'), 0);
  });

  it('follows changed passwords of any characters', () => {
    for (const value of PASSWORDS) {
      up({
        ...VALUES,
        POSTGRES_PASSWORD: value,
        BACKSTAGE_DATABASE_PASSWORD: value,
      });
      assert.equal(login('backstage', value), 0, value);
      assert.equal(login('postgres', value), 0, value);
      assert.notEqual(login('backstage', 'backstage'), 0);
    }
  });

  it('names a password that is missing', () => {
    const { output } = compose({ ...VALUES, POSTGRES_PASSWORD: '' }, [
      'run',
      '--rm',
      '--no-deps',
      '-T',
      'postgres',
    ]);
    assert.match(output, /POSTGRES_PASSWORD is not set/);
  });
});
