import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/lib/command.mjs';
import { compose, environment, folder } from './composeProject.mjs';

describe('node scripts/deploy.mjs', () => {
  const deploy = script => {
    const file = join(folder, 'compose.yaml');
    writeFileSync(
      file,
      JSON.stringify({
        services: {
          portal: {
            image: '${IMAGE:-gatehouse}',
            entrypoint: ['/nodejs/bin/node', '-e', script],
            healthcheck: {
              test: ['CMD', '/nodejs/bin/node', '-e', ''],
              interval: '1s',
            },
          },
        },
      }),
    );
    compose(['down']);
    return spawnSync(process.execPath, ['scripts/deploy.mjs'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...environment, COMPOSE_FILE: file },
    });
  };

  it("ends with the portal's address", () => {
    const { status, stdout } = deploy('setInterval(() => {}, 1000)');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /The portal is ready: https:\/\/portal\.example\.com\n$/,
    );
  });

  it("ends with the failed service's log", () => {
    const { status, stderr } = deploy(
      'console.error("The cause."); process.exitCode = 1',
    );
    assert.equal(status, 1);
    assert.match(stderr, /portal did not start:\n\nThe cause\.\n+$/);
  });
});
