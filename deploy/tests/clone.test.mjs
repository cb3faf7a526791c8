import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/lib/command.mjs';
import { VALUES, compose, folder } from './composeProject.mjs';

describe('a clone that only its owner can read', () => {
  it('makes no difference to the containers', () => {
    const clone = join(folder, 'clone');
    cpSync(join(root, 'deploy'), join(clone, 'deploy'), { recursive: true });
    cpSync(
      join(root, 'docker-compose.yaml'),
      join(clone, 'docker-compose.yaml'),
    );
    spawnSync('chmod', ['-R', 'u=rwX,go=', clone]);
    const { status, output } = compose(
      VALUES,
      ['up', '--build', '--wait', '--no-deps', 'postgres', 'valkey'],
      { cwd: clone },
    );
    assert.equal(status, 0, output);
  });

  it('is mounted nowhere', () => {
    const files = [
      '-f',
      'docker-compose.yaml',
      '-f',
      'deploy/nginx/compose.yaml',
    ];
    const { stdout } = compose(VALUES, [
      ...files,
      ...['--profile', 'demo', 'config', '--format', 'json'],
    ]);
    const { services } = JSON.parse(stdout);
    assert.ok(Object.keys(services).length > 5);
    const mounts = Object.values(services).flatMap(
      service => service.volumes ?? [],
    );
    assert.deepEqual(
      mounts.filter(({ type }) => type === 'bind'),
      [],
    );
  });
});
