import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { demoSettings } from './deploySettings.mjs';
import { root } from './paths.mjs';

describe('node scripts/deploy.mjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));

  after(() => rmSync(folder, { recursive: true }));

  /** On a machine without Docker. */
  function deployWith(text) {
    const file = join(folder, '.env');
    writeFileSync(file, text);
    return spawnSync(process.execPath, ['scripts/deploy.mjs'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: folder, COMPOSE_ENV_FILES: file },
    });
  }

  it('starts nothing while .env is wrong, and says what is wrong', () => {
    const { status, stderr } = deployWith(
      demoSettings().replace(/^PUBLIC_URL=.*/m, 'PUBLIC_URL=http://portal.lan'),
    );
    assert.equal(status, 1);
    assert.match(stderr, /Nothing was started/);
    assert.match(stderr, /line \d+: PUBLIC_URL must be an https/);
  });

  it('says that Docker is missing', () => {
    const { status, stderr } = deployWith(demoSettings());
    assert.equal(status, 1);
    assert.match(stderr, /Docker with Compose is not installed/);
  });
});
