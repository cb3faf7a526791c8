import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { entriesAfter } from './changelog.mjs';
import { root, UserError } from './command.mjs';
import { git, gitLines } from './git.mjs';
import { readRecord, RECORD, writeRecord } from './templateRecord.mjs';

/**
 * @typedef {object} Update - what changed in the template
 * @property {string} version - the new version
 * @property {string} base - a commit with the template as it was
 * @property {string} theirs - the next commit, with the template as it is
 * @property {string} changelog - the entries of the versions in between
 */

/** The module with `applyAnswers`, which npm run init calls to change a clone's files. */
const INIT = 'scripts/init/apply.mjs';
// Git hooks are meant for people's commits.
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/**
 * Compares this clone's version of the template with the newest one. The template is at the address in .gatehouse.json,
 * or at the one after --from.
 *
 * Each version is initialized with this clone's answers, by its own init script. So the only difference between them is what changed in the
 * template. It has this clone's names, and lacks the parts and files that the clone removed.
 *
 * @returns {Promise<Update | undefined>} undefined if this clone has the newest version
 */
export async function findUpdate(args = process.argv.slice(2)) {
  const record = requireRecord();
  const newest = fetchTemplate(sourceOf(record, args), record);
  if (newest === record.commit) {
    return undefined;
  }
  requireTemplate(newest);
  const { version } = JSON.parse(readAt(newest, 'package.json'));
  const base = await initialize(
    record,
    readFileSync(join(root, RECORD), 'utf8'),
  );
  const theirs = await initialize({ ...record, version, commit: newest });
  const deleted = gitLines([
    'diff',
    '--name-only',
    '--diff-filter=D',
    '-M',
    base,
    'HEAD',
  ]);
  const parent = commit(
    withoutFiles(base, deleted),
    'The template before the update',
  );
  return {
    version,
    base: parent,
    theirs: commit(
      withoutFiles(theirs, deleted),
      `Update the template to ${version}`,
      ['-p', parent],
    ),
    changelog: entriesAfter(readAt(newest, 'CHANGELOG.md'), record.version)
      .map(({ text }) => text)
      .join('\n\n'),
  };
}

function requireRecord() {
  const record = readRecord(root);
  if (!record) {
    throw new UserError(
      `There is no ${RECORD}, so the version of the template is unknown. Run npm run init, which writes this file, and commit the changes.`,
    );
  }
  return record;
}

function sourceOf({ url }, args) {
  const { values } = parseArgs({ args, options: { from: { type: 'string' } } });
  const source = values.from ?? url;
  if (!source) {
    throw new UserError(
      `${RECORD} doesn't contain the template's address. Add "url" there, or run this with -- --from <URL or folder>.`,
    );
  }
  return source;
}

/** Fetches the template, and returns its newest commit. */
function fetchTemplate(source, { commit: current }) {
  try {
    git(['fetch', '--quiet', '--no-tags', '--', source, 'HEAD']);
  } catch (error) {
    throw new UserError(
      `Cannot fetch the template from ${source}. Correct "url" in ${RECORD}, or run this with -- --from <URL or folder>.\n${error.stderr}`,
    );
  }
  const newest = git(['rev-parse', 'FETCH_HEAD']);
  try {
    git(['merge-base', '--is-ancestor', current, newest]);
  } catch {
    throw new UserError(
      `The template at ${source} has no commit ${current}, which this clone was made from. Check the address, and "commit" in ${RECORD}.`,
    );
  }
  return newest;
}

/** The recorded address may be that of another clone, because init records the address that this one was cloned from. */
function requireTemplate(revision) {
  if (gitLines(['ls-tree', '--name-only', revision, RECORD]).length > 0) {
    throw new UserError(
      `This address is that of a clone, not of the template: its newest commit has a ${RECORD}. Correct "url" there, or add --from and the template's address.`,
    );
  }
}

function readAt(revision, file) {
  return git(['show', `${revision}:${file}`]);
}

/** Initializes the version of the template in a record with the answers in it. Returns the tree, with the record or its given text. */
async function initialize(record, text) {
  const { version, commit: revision, answers } = record;
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  const inFolder = { cwd: folder };
  try {
    git([
      ...NO_HOOKS,
      'worktree',
      'add',
      '--force',
      '--detach',
      folder,
      revision,
    ]);
    const { applyAnswers } = await import(pathToFileURL(join(folder, INIT)));
    applyAnswers(folder, answers, { version, commit: revision });
    if (text) {
      writeFileSync(join(folder, RECORD), text);
    } else {
      const { answers: applied } = readRecord(folder);
      writeRecord(folder, { ...record, answers: applied });
    }
    git(['add', '--all'], inFolder);
    return git(['write-tree'], inFolder);
  } catch (error) {
    throw new UserError(
      `Cannot initialize version ${version} of the template with the answers in ${RECORD}.\n${
        error.stderr ?? error
      }`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
    git(['worktree', 'prune']);
  }
}

function withoutFiles(tree, files) {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') };
  try {
    git(['read-tree', tree], { env });
    git(['update-index', '--force-remove', '-z', '--stdin'], {
      env,
      input: files.map(file => `${file}\0`).join(''),
    });
    return git(['write-tree'], { env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function commit(tree, message, parents = []) {
  return git(['commit-tree', tree, ...parents, '-m', message]);
}
