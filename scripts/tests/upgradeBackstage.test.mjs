import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { manifest, root } from '../lib/command.mjs';

const locked = (name, version) =>
  `  resolution: "@backstage/${name}@npm:${version}"\n`;
const OLD = locked('cli', '0.36.0') + locked('core', '1.1.0');
const NEW = locked('cli', '0.37.1') + locked('core', '1.2.0');

/** Instead of Yarn: records the commands, and upgrades the lockfile. */
const YARN = `#!${process.execPath}
const { appendFileSync, writeFileSync } = require('fs');
const [command, ...args] = process.argv.slice(2);
appendFileSync('commands', [command, ...args].join(' ') + '\\n');
if (command === 'up') {
  writeFileSync('yarn.lock', ${JSON.stringify(NEW)});
}
const report = args.find(arg => arg.startsWith('--outputFile='));
if (report) {
  writeFileSync(report.split('=')[1], JSON.stringify({
    numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0,
  }));
}
process.exitCode = command === process.env.FAILS ? 1 : 0;
`;

describe('npm run upgrade:backstage', () => {
  let folder;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
    await cp(join(root, 'scripts'), join(folder, 'scripts'), {
      recursive: true,
    });
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
    await writeFile(join(folder, 'backstage.json'), '{ "version": "1.55.0" }');
    await writeFile(join(folder, 'yarn.lock'), OLD);
    await writeFile(join(folder, 'yarn'), YARN);
    await chmod(join(folder, 'yarn'), 0o755);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const upgrade = (release, env) =>
    spawnSync(process.execPath, ['scripts/upgrade-backstage.mjs', release], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        npm_config_user_agent: `${manifest.packageManager.replace('@', '/')} `,
        npm_execpath: join(folder, 'yarn'),
        ...env,
      },
    });
  const read = file => readFile(join(folder, file), 'utf8');
  const commands = async () =>
    (await read('commands')).split('\n').map(line => line.split(' ')[0]);

  it('upgrades the packages, records the release, and tests', async () => {
    const { status, stdout } = upgrade('1.57.0');
    assert.deepEqual(await commands(), [
      'up',
      'dedupe',
      'check:lockfile',
      'tsc',
      'test:unit',
      '',
    ]);
    assert.equal(JSON.parse(await read('backstage.json')).version, '1.57.0');
    assert.match(stdout, /9 passed, 0 failed/);
    assert.equal(status, 0);
  });

  it('names the packages that may be incompatible', () => {
    const { stdout } = upgrade('1.57.0');
    assert.match(stdout, /from=1\.55\.0&to=1\.57\.0/);
    assert.match(stdout, /@backstage\/cli 0\.36\.0 → 0\.37\.1/);
    assert.doesNotMatch(stdout, /@backstage\/core/);
  });

  it('fails if a test fails', () => {
    const { status, stdout } = upgrade('1.57.0', { FAILS: 'tsc' });
    assert.match(stdout, /FAILED +tsc/);
    assert.equal(status, 1);
  });

  it('stops if the packages cannot be upgraded', async () => {
    assert.equal(upgrade('1.57.0', { FAILS: 'up' }).status, 1);
    assert.deepEqual(await commands(), ['up', '']);
    assert.equal(JSON.parse(await read('backstage.json')).version, '1.55.0');
  });

  it('refuses an invalid version', () => {
    const { status, stderr } = upgrade('newest');
    assert.match(stderr, /"newest" is not a release version/);
    assert.equal(status, 1);
  });
});
