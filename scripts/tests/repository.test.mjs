import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../lib/command.mjs';

const OPTION = ['--option', 'pluginId=demo'];
const CLI = join('node_modules', '@backstage', 'cli', 'bin', 'backstage-cli');

describe('backstage-cli new', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'new-'));
    for (const file of [
      'package.json',
      'yarn.lock',
      'packages/app/package.json',
      'packages/app/src/App.tsx',
      'packages/backend/package.json',
      'packages/backend/src/index.ts',
    ]) {
      await cp(join(root, file), join(folder, file));
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  });

  after(() => rm(folder, { recursive: true }));

  /** Creates a plugin, and returns the line before the one that was added to a file. */
  const lineBefore = async (template, file, added) => {
    await promisify(execFile)(
      process.execPath,
      [CLI, 'new', '--skip-install', '--select', template, ...OPTION],
      { cwd: folder },
    );
    const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
    return lines[lines.findIndex(line => line.includes(added)) - 1];
  };

  it('adds a backend plugin to the list of plugins', async () => {
    const line = await lineBefore(
      'backend-plugin',
      'packages/backend/src/index.ts',
      'plugin-demo-backend',
    );
    assert.match(line, /^backend\.add\(/);
  });

  it('adds the page of a frontend plugin to the list of routes', async () => {
    const line = await lineBefore(
      'frontend-plugin-legacy',
      'packages/app/src/App.tsx',
      'path="/demo"',
    );
    assert.match(line, /^ {4}<\/?Route/);
  });
});

describe('line endings', () => {
  /** Index, working tree and attributes of each tracked file, as `git ls-files --eol` prints them. */
  const files = execFileSync('git', ['ls-files', '--eol'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean);
  const textFiles = files.filter(line => !line.startsWith('i/-text'));

  it('are LF in every tracked text file', () => {
    assert.ok(textFiles.length > 100);
    const others = textFiles.filter(line => !/^i\/(lf|none)\s/.test(line));
    assert.deepEqual(others, []);
  });

  it('stay LF in a clone with core.autocrlf=true', () => {
    const others = textFiles.filter(line => !line.includes('eol=lf'));
    assert.deepEqual(others, []);
  });
});

describe('names that packages share without depending on each other', () => {
  const COPIES = {
    'permission to manage identities': [
      /createPermission\(\{\s*name: ([^,]+),/,
      'plugins/auth-oauth2proxy/src/identityActions.ts',
      'packages/app/src/catalog/permissions.ts',
    ],
    'location of users who signed in': [
      /LOCATION = ([^;]+);/,
      'plugins/catalog-people/src/entities.ts',
      'plugins/auth-oauth2proxy-react/src/identity/entitySource.ts',
    ],
    'reasons of groups': [
      /type GroupReason =([^;]+);/,
      'plugins/auth-oauth2proxy/src/groupDecisions.ts',
      'plugins/auth-oauth2proxy-react/src/identity/account.ts',
    ],
    'reasons without groups': [
      /'claim_missing' \|([^;]+);/,
      'plugins/auth-oauth2proxy/src/groups.ts',
      'plugins/auth-oauth2proxy-react/src/identity/account.ts',
    ],
  };

  /** Returns the quoted strings in the matching code. */
  const readStrings = async (file, pattern) => {
    const [, code] = (await readFile(join(root, file), 'utf8')).match(pattern);
    return code.match(/'[^']+'/g);
  };

  for (const [name, [pattern, original, copy]] of Object.entries(COPIES)) {
    it(`are the same in both: ${name}`, async () => {
      const strings = await readStrings(original, pattern);
      assert.ok(strings.length > 0);
      assert.deepEqual(await readStrings(copy, pattern), strings);
    });
  }
});
