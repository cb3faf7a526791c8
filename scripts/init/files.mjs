import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that Git knows in a clone, and that exist. */
export function trackedFiles(root) {
  return execFileSync('git', ['ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
    .split('\0')
    .filter(file => file && existsSync(join(root, file)));
}

/**
 * Changes the text of all tracked files.
 *
 * @param {string} root
 * @param {(text: string, file: string) => string} change
 * @param {(file: string) => boolean} [isChosen]
 * @returns {string[]} the files that were changed
 */
export function changeText(root, change, isChosen = () => true) {
  return trackedFiles(root)
    .filter(isChosen)
    .filter(file => {
      const path = join(root, file);
      const content = readFileSync(path);
      // Binary files contain zero bytes.
      if (content.includes(0)) {
        return false;
      }
      const text = content.toString('utf8');
      const changed = change(text, file);
      if (changed !== text) {
        writeFileSync(path, changed);
      }
      return changed !== text;
    });
}
