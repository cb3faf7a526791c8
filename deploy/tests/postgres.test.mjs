import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PASSWORDS, compose, run, up } from './composeProject.mjs';

describe('postgres', () => {
  const login = (user, password) =>
    run('postgres', {
      options: [`--env=PGPASSWORD=${password}`, '--entrypoint=psql'],
      args: [
        ...['--host=postgres', `--username=${user}`, '--dbname=backstage'],
        '--command=SELECT 1',
      ],
    }).status;
  const inVolume = script =>
    run('postgres', { options: ['--entrypoint=sh'], args: ['-ec', script] });

  it('repairs an interrupted first start', () => {
    inVolume(
      'mkdir -p "$PGDATA/new/base" "$PGDATA/global" && echo 17 >"$PGDATA/new/PG_VERSION"',
    );
    up('postgres');
    assert.equal(login('backstage', 'backstage'), 0);
  });

  it('repairs an initialized volume without the user and the database', () => {
    compose(['down', '--volumes']);
    inVolume('initdb --pgdata="$PGDATA" --username=postgres >/dev/null');
    up('postgres');
    assert.equal(login('backstage', 'backstage'), 0);
  });

  it('applies changed passwords, with any characters', () => {
    for (const value of PASSWORDS) {
      up('postgres', {
        POSTGRES_PASSWORD: value,
        BACKSTAGE_DATABASE_PASSWORD: value,
      });
      assert.equal(login('backstage', value), 0, value);
      assert.equal(login('postgres', value), 0, value);
      assert.notEqual(login('backstage', 'backstage'), 0);
    }
  });

  it('accepts the connections of three backends', () => {
    up('postgres');
    const { stdout } = compose([
      ...['exec', '-T', 'postgres', 'psql', '--username=postgres'],
      ...['--tuples-only', '--command=SHOW max_connections'],
    ]);
    assert.equal(Number(stdout), 250);
  });

  it('reports a missing password by name', () => {
    const { output } = run('postgres', { values: { POSTGRES_PASSWORD: '' } });
    assert.match(output, /POSTGRES_PASSWORD is not set/);
  });
});
