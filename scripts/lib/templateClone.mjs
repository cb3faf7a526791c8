import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { trackedFiles } from '../init/files.mjs';
import { root } from './command.mjs';

/** Copies this repository as it is, including what is not committed, to a new one with one commit. */
export function copyRepository(folder) {
  for (const file of trackedFiles(root)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  git(folder, 'init', '--quiet');
  commitAll(folder);
}

/** Commits all changes in a repository. */
export function commitAll(folder) {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  git(folder, 'add', '--all');
  git(folder, ...author, 'commit', '--quiet', '--message=Start');
}

/** Runs Git in a repository, and returns its output. */
export function git(folder, ...args) {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
}
