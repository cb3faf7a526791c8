import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { compose, run, up } from './composeProject.mjs';

describe('backup', () => {
  before(() => up('postgres'));

  beforeEach(() => {
    compose(['rm', '--stop', '--force', 'backup']);
    inVolume('find /backups -mindepth 1 -delete');
  });

  /** Runs a script in a new container with the backups, and returns its output. */
  const inVolume = script => {
    const { status, stdout, output } = run('backup', {
      options: ['--entrypoint=sh'],
      args: ['-ec', script],
    });
    assert.equal(status, 0, output);
    return stdout.trim();
  };
  const list = () => inVolume('ls /backups').split('\n');
  const create = (name, age) =>
    inVolume(`touch --date="${age} ago" /backups/${name}`);

  it('becomes healthy after the first backup, which pg_restore can read', () => {
    up('backup');
    const [name, ...others] = list();
    assert.match(name, /^portal-\d{4}-\d\d-\d\dT\d{6}Z\.dump$/);
    assert.deepEqual(others, []);
    inVolume(`pg_restore --list /backups/${name} >/dev/null`);
  });

  it('lets only the user postgres read the backups', () => {
    up('backup');
    assert.equal(inVolume('stat --format="%U %a" /backups/*'), 'postgres 600');
  });

  it('makes no second backup within a day', () => {
    create('portal-recent.dump', '23 hours');
    up('backup');
    assert.deepEqual(list(), ['portal-recent.dump']);
  });

  it('removes backups that are older than BACKUP_DAYS, and incomplete ones', () => {
    create('portal-kept.dump', '47 hours');
    create('portal-old.dump', '49 hours');
    create('portal-old.part', '2 hours');
    up('backup', { BACKUP_DAYS: '2' });
    const names = list();
    assert.equal(names.length, 2);
    assert.ok(names.includes('portal-kept.dump'));
  });

  it('removes no backup after a failure, and reports it', () => {
    create('portal-old.dump', '90 days');
    const { output } = run('backup', {
      values: { BACKSTAGE_DATABASE_PASSWORD: 'wrong' },
      options: ['--entrypoint=timeout'],
      args: ['5', 'sh', '/usr/local/lib/scheduleBackups.sh'],
    });
    assert.match(output, /password authentication failed/);
    assert.match(output, /The backup failed\. The next attempt is in 10/);
    assert.ok(list().includes('portal-old.dump'));
  });
});
