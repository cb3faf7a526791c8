import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PASSWORDS, run, up } from './composeProject.mjs';

describe('valkey', () => {
  const ping = (user, password) =>
    run('valkey', {
      options: ['--entrypoint=valkey-cli'],
      args: [
        ...['-h', 'valkey', '--no-auth-warning'],
        ...['--user', user, '--pass', password, 'ping'],
      ],
    }).stdout.trim();

  it('accepts any characters in passwords, and applies changed passwords', () => {
    for (const value of PASSWORDS) {
      up('valkey', {
        SESSIONS_PASSWORD: value,
        CACHE_PASSWORD: `${value}2`,
      });
      assert.equal(ping('sessions', value), 'PONG', value);
      assert.equal(ping('cache', `${value}2`), 'PONG', value);
    }
  });
});
