import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { demoSettings } from './deploySettings.mjs';
import { root } from './paths.mjs';

const SECRET = /(SECRET|PASSWORD)$/;

describe('node scripts/deploy-init.mjs', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deploy-init-'));
    await cp(join(root, 'scripts'), join(folder, 'scripts'), {
      recursive: true,
    });
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
  });

  after(() => rm(folder, { recursive: true }));

  const init = () =>
    spawnSync(process.execPath, ['scripts/deploy-init.mjs'], {
      cwd: folder,
      encoding: 'utf8',
    });

  it('writes .env without anything installed, and says what to do next', async () => {
    const { status, stdout } = init();
    assert.equal(status, 0);
    assert.match(stdout, /docker compose up --build --wait/);
    assert.match(await readFile(join(folder, '.env'), 'utf8'), /^PUBLIC_URL=/m);
  });

  it('lets its owner alone read it', async () => {
    const { mode } = await stat(join(folder, '.env'));
    assert.equal(mode & 0o777, 0o600);
  });

  it('does not touch one that is there', async () => {
    const file = join(folder, '.env');
    const previous = await readFile(file, 'utf8');
    const { status, stderr } = init();
    assert.equal(status, 1);
    assert.match(stderr, /is there already.*nothing was changed/);
    assert.equal(await readFile(file, 'utf8'), previous);
  });

  it('shows no secret', () => {
    const { stdout, stderr } = init();
    assert.doesNotMatch(stdout + stderr, /[0-9a-f]{32}/);
  });
});

describe('the settings of a deployment', () => {
  it('have secrets that were never used before', () => {
    const [one, two] = [demoSettings(), demoSettings()].map(parseEnv);
    const names = Object.keys(one).filter(name => SECRET.test(name));
    assert.ok(names.length > 6);
    for (const name of names) {
      assert.notEqual(one[name], two[name], name);
      assert.ok(one[name].length >= 12, name);
    }
    assert.equal(new Set(names.map(name => one[name])).size, names.length);
  });

  it('have everything that docker-compose.yaml asks for', async () => {
    const compose = await readFile(join(root, 'docker-compose.yaml'), 'utf8');
    const wanted = [...compose.matchAll(/\$\{(\w+):\?/g)].map(
      ([, name]) => name,
    );
    const settings = parseEnv(demoSettings());
    assert.ok(wanted.length > 6);
    assert.deepEqual(
      wanted.filter(name => !settings[name]),
      [],
    );
  });

  it('are the only place with secrets', async () => {
    const compose = await readFile(join(root, 'docker-compose.yaml'), 'utf8');
    const secrets = [...compose.matchAll(/^\s+(\w+): (.+)$/gm)].filter(
      ([, name]) => SECRET.test(name),
    );
    assert.ok(secrets.length > 6);
    for (const [, name, value] of secrets) {
      assert.match(value, /^\$\{\w+(:\?[^}]+)?\}$/, name);
    }
  });
});
