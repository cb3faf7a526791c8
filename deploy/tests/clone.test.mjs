import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/lib/command.mjs';
import { compose, folder } from './composeProject.mjs';

describe('a clone that only its owner can read', () => {
  it('makes no difference to the containers', () => {
    const clone = join(folder, 'clone');
    for (const path of ['deploy', 'docker-compose.yaml']) {
      cpSync(join(root, path), join(clone, path), { recursive: true });
    }
    spawnSync('chmod', ['-R', 'u=rwX,go=', clone]);
    const { status, output } = compose(
      ['up', '--build', '--wait', '--no-deps', 'postgres', 'valkey'],
      {},
      { cwd: clone },
    );
    assert.equal(status, 0, output);
  });

  it('is not mounted anywhere', () => {
    const { stdout } = compose([
      ...['-f', 'docker-compose.yaml'],
      // part: nginx
      ...['-f', 'deploy/nginx/compose.yaml'],
      // end part
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
