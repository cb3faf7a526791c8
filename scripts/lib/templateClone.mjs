import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './command.mjs';
import { git, listFiles } from './git.mjs';

/** Copies this repository as it is, including what is not committed, to a new one with one commit. */
export function copyRepository(folder) {
  for (const file of listFiles(root)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  git(['init', '--quiet'], { cwd: folder });
  commitAll(folder);
}

/** Commits all changes in a repository. */
export function commitAll(folder) {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  git(['add', '--all'], { cwd: folder });
  git([...author, 'commit', '--quiet', '--message=Start'], { cwd: folder });
}
