import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/command.mjs';

const COMMANDS = [
  'template-diff.mjs',
  'template-update.mjs',
  'lib/changelog.mjs',
  'lib/command.mjs',
  'lib/git.mjs',
  'lib/template.mjs',
  'lib/templateRecord.mjs',
];

/** Renames the portal, and removes what is not for clones, as npm run init does. */
const INIT = `
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function applyAnswers(root, answers, { version, commit }) {
  if (!answers.name) {
    throw new Error('The name is missing.');
  }
  for (const name of readdirSync(root).filter(file => /\\.md$/.test(file))) {
    const file = join(root, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('Gatehouse', answers.name));
  }
  rmSync(join(root, 'CHANGELOG.md'));
  const record = JSON.stringify({ version, commit, answers });
  writeFileSync(join(root, '.gatehouse.json'), record);
}
`;

const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap(role => [
      [`GIT_${role}_NAME`, 'Ada'],
      [`GIT_${role}_EMAIL`, 'ada@example.com'],
    ]),
  ),
};

let folder;
let template;
let portal;

/** A repository, with functions to change it. */
function repository(name) {
  const path = join(folder, name);
  const git = (...args) =>
    execFileSync('git', args, {
      cwd: path,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  return {
    path,
    git,
    read: file => readFile(join(path, file), 'utf8'),
    /** Writes files, or deletes those without a text, and commits. */
    async commit(files) {
      for (const [file, text] of Object.entries(files)) {
        const target = join(path, file);
        await (text === undefined ? rm(target) : writeFile(target, text));
      }
      git('add', '--all');
      git('commit', '--quiet', '--message', 'A change');
    },
    run(command, ...args) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [`scripts/template-${command}.mjs`, ...args],
        { cwd: path, env, encoding: 'utf8' },
      );
      return { status, stdout, stderr };
    },
  };
}

function lines(...changes) {
  const text = Array.from({ length: 20 }, (_, index) => `Line ${index}`);
  changes.forEach(([index, line]) => text.splice(index, 1, line));
  return `${text.join('\n')}\n`;
}

function manifest(version) {
  return JSON.stringify({ name: 'portal', version });
}

function changelog(...versions) {
  const entries = versions.map(
    version => `## ${version} (2026-01-01)\n\nDo ${version}.\n`,
  );
  return ['# Changelog\n', ...entries].join('\n');
}

async function createTemplate() {
  const result = repository('template');
  for (const part of ['lib', 'init']) {
    await mkdir(join(result.path, 'scripts', part), { recursive: true });
  }
  for (const file of COMMANDS) {
    await cp(join(root, 'scripts', file), join(result.path, 'scripts', file));
  }
  result.git('init', '--quiet', '--initial-branch=main');
  await result.commit({
    'package.json': manifest('1.0.0'),
    'CHANGELOG.md': changelog('1.0.0'),
    'README.md': lines([0, 'Gatehouse']),
    'guide.md': lines([1, 'The guide']),
    'scripts/init/apply.mjs': INIT,
  });
  return result;
}

async function createPortal() {
  execFileSync(
    'git',
    ['clone', '--quiet', template.path, join(folder, 'portal')],
    { env },
  );
  const result = repository('portal');
  const { applyAnswers } = await import(
    pathToFileURL(join(template.path, 'scripts', 'init', 'apply.mjs'))
  );
  const commit = template.git('rev-parse', 'HEAD');
  applyAnswers(result.path, { name: 'Acme' }, { version: '1.0.0', commit });
  const record = JSON.parse(await result.read('.gatehouse.json'));
  await result.commit({
    '.gatehouse.json': JSON.stringify({ ...record, url: template.path }),
  });
  return result;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'template-test-'));
  template = await createTemplate();
  portal = await createPortal();
});

afterEach(() => rm(folder, { recursive: true }));

/** Publishes a version of the template. */
function publish(files, version = '1.1.0') {
  return template.commit({
    'package.json': manifest(version),
    'CHANGELOG.md': changelog(version, '1.0.0'),
    ...files,
  });
}

describe('npm run template:diff', () => {
  it("shows the template's changes with the clone's names", async () => {
    await publish({
      'README.md': lines([0, 'Gatehouse'], [9, 'Gatehouse is new']),
    });
    const { status, stdout } = portal.run('diff');
    assert.match(stdout, /^\+Acme is new$/m);
    assert.doesNotMatch(stdout, /Gatehouse/);
    assert.equal(status, 0);
  });

  it("doesn't show the clone's changes", async () => {
    await publish({ 'README.md': lines([0, 'Gatehouse'], [9, 'New']) });
    await portal.commit({ 'README.md': lines([0, 'Acme'], [18, 'Ours']) });
    assert.doesNotMatch(portal.run('diff').stdout, /Ours/);
  });

  it("doesn't show files that the clone has deleted", async () => {
    await publish({
      'guide.md': lines([5, 'New']),
      'README.md': lines([9, 'New']),
    });
    await portal.commit({ 'guide.md': undefined });
    assert.doesNotMatch(portal.run('diff').stdout, /guide\.md/);
  });

  it('shows the changelog of newer versions', async () => {
    await publish({});
    const { stdout } = portal.run('diff');
    assert.match(stdout, /Do 1\.1\.0/);
    assert.doesNotMatch(stdout, /Do 1\.0\.0/);
  });

  it('changes nothing', async () => {
    await publish({ 'guide.md': lines([5, 'New']) });
    const before = portal.git('for-each-ref');
    portal.run('diff');
    assert.equal(portal.git('status', '--porcelain'), '');
    assert.equal(portal.git('for-each-ref'), before);
    assert.equal(portal.git('worktree', 'list').split('\n').length, 1);
  });

  it('says that there is nothing new', () => {
    const { status, stdout } = portal.run('diff');
    assert.match(stdout, /has the newest version/);
    assert.equal(status, 0);
  });
});

describe('npm run template:update', () => {
  it("merges the template's and the clone's changes on a branch", async () => {
    await publish({
      'README.md': lines([0, 'Gatehouse'], [9, 'New']),
      'new.md': 'Gatehouse\n',
    });
    await portal.commit({ 'README.md': lines([0, 'Acme'], [18, 'Ours']) });
    const { status, stdout, stderr } = portal.run('update');
    assert.equal(stderr, '');
    assert.match(stdout, /Do 1\.1\.0/);
    assert.equal(status, 0);
    assert.equal(
      portal.git('branch', '--show-current'),
      'template-update-1.1.0',
    );
    assert.equal(
      await portal.read('README.md'),
      lines([0, 'Acme'], [9, 'New'], [18, 'Ours']),
    );
    assert.equal(await portal.read('new.md'), 'Acme\n');
    assert.equal(portal.git('status', '--porcelain'), '');
  });

  it('records the new version, so that the next update begins there', async () => {
    await publish({ 'guide.md': lines([5, 'New']) });
    portal.run('update');
    const recorded = JSON.parse(await portal.read('.gatehouse.json'));
    assert.deepEqual(recorded, {
      version: '1.1.0',
      commit: template.git('rev-parse', 'HEAD'),
      url: template.path,
      answers: { name: 'Acme' },
    });
    assert.match(portal.run('update').stdout, /has the newest version/);
    await publish({ 'guide.md': lines([5, 'Newer']) }, '1.2.0');
    assert.equal(portal.run('update').status, 0);
    assert.equal(await portal.read('guide.md'), lines([5, 'Newer']));
  });

  it('lists conflicts, and leaves them to be resolved', async () => {
    await publish({
      'guide.md': lines([5, 'New']),
      'README.md': lines([0, 'Gatehouse'], [9, 'New']),
    });
    await portal.commit({ 'guide.md': lines([5, 'Ours']) });
    const { status, stderr } = portal.run('update');
    assert.equal(status, 1);
    assert.match(stderr, /conflicts in:\n {2}guide\.md\nTo continue/);
    assert.match(
      await portal.read('guide.md'),
      /^<<<<<<<[^]*Ours[^]*New[^]*>>>>>>>/m,
    );

    await writeFile(join(portal.path, 'guide.md'), lines([5, 'Both']));
    portal.git('add', '--all');
    portal.git('-c', 'core.editor=true', 'cherry-pick', '--continue');
    assert.match(portal.run('diff').stdout, /has the newest version/);
  });

  it('does not restore deleted files, and finds renamed ones', async () => {
    await publish({
      'guide.md': lines([1, 'The guide'], [5, 'New']),
      'README.md': lines([9, 'New']),
    });
    portal.git('mv', 'guide.md', 'handbook.md');
    portal.git('rm', '--quiet', 'README.md');
    await portal.commit({});
    const { status, stderr } = portal.run('update');
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.equal(
      await portal.read('handbook.md'),
      lines([1, 'The guide'], [5, 'New']),
    );
    await assert.rejects(portal.read('README.md'), { code: 'ENOENT' });
  });

  it("uses each version's own init script", async () => {
    await publish({
      'scripts/init/apply.mjs': INIT.replace(
        'const record',
        "writeFileSync(join(root, 'made-by-init.txt'), answers.name); const record",
      ),
    });
    assert.equal(portal.run('update').status, 0);
    assert.equal(await portal.read('made-by-init.txt'), 'Acme');
  });

  it('refuses uncommitted changes', async () => {
    await writeFile(join(portal.path, 'guide.md'), 'Ours\n');
    const { status, stderr } = portal.run('update');
    assert.match(stderr, /uncommitted changes.*\n.*guide\.md/);
    assert.equal(status, 1);
  });

  it('refuses to overwrite a branch', async () => {
    await publish({ 'guide.md': lines([5, 'New']) });
    portal.git('branch', 'template-update-1.1.0');
    assert.match(
      portal.run('update').stderr,
      /already a branch template-update-1\.1\.0/,
    );
  });
});

describe('the template', () => {
  const refuses = async (change, message, ...args) => {
    const record = JSON.parse(await portal.read('.gatehouse.json'));
    await publish({});
    await portal.commit({ '.gatehouse.json': change(record) });
    const { status, stderr } = portal.run('update', ...args);
    assert.match(stderr, message);
    assert.equal(status, 1);
  };
  const withRecord = changes => record =>
    JSON.stringify({ ...record, ...changes });

  it('can be at another address', async () => {
    await publish({});
    await portal.commit({
      '.gatehouse.json': (
        await portal.read('.gatehouse.json')
      ).replace(template.path, '/nowhere'),
    });
    assert.equal(portal.run('diff', '--from', template.path).status, 0);
  });

  it('needs a record', () =>
    refuses(() => undefined, /no .gatehouse.json.*npm run init/));

  it('needs an address', () =>
    refuses(withRecord({ url: undefined }), /Add "url" there.*-- --from/));

  it('must not be the clone itself', () =>
    refuses(withRecord({ url: portal.path }), /that of a clone/));

  it('must exist', () =>
    refuses(
      withRecord({ url: '/nowhere' }),
      /Cannot fetch the template from \/nowhere/,
    ));

  it('must have the recorded commit', () =>
    refuses(withRecord({ commit: '1'.repeat(40) }), /has no commit 1{40}/));

  it('must accept the answers', () =>
    refuses(
      record => JSON.stringify({ ...record, answers: {} }),
      /Cannot initialize version 1\.0\.0[^]*The name is missing/,
    ));
});
