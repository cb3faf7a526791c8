import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PASSWORDS, VALUES, build, compose } from './composeProject.mjs';

before(() => build('valkey'));

describe('valkey', () => {
  it('accepts passwords of any characters, and follows changed ones', () => {
    for (const value of PASSWORDS) {
      const { status, output } = compose(
        { ...VALUES, SESSIONS_PASSWORD: value, CACHE_PASSWORD: `${value}2` },
        ['up', '--wait', '--no-deps', 'valkey'],
      );
      assert.equal(status, 0, output);
      for (const [user, password] of [
        ['sessions', value],
        ['cache', `${value}2`],
      ]) {
        const { stdout } = compose(VALUES, [
          ...[
            'run',
            '--rm',
            '--no-deps',
            '-T',
            '--entrypoint=valkey-cli',
            'valkey',
          ],
          ...[
            '-h',
            'valkey',
            '--no-auth-warning',
            '--user',
            user,
            '--pass',
            password,
            'ping',
          ],
        ]);
        assert.equal(stdout.trim(), 'PONG', `${user} ${password}`);
      }
    }
  });
});
