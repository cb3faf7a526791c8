import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../lib/git.mjs';

/**
 * Changes the text of all tracked files.
 *
 * @param {string} root
 * @param {(text: string, file: string) => string} change
 * @param {(file: string) => boolean} [isChosen]
 * @returns {string[]} the files that were changed
 */
export function changeText(root, change, isChosen = () => true) {
  return listFiles(root)
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

/** Changes the contents of a package.json. */
export function changeManifest(root, file, change) {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const manifest = JSON.parse(text);
  change(manifest);
  if (JSON.stringify(manifest) !== JSON.stringify(JSON.parse(text))) {
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
