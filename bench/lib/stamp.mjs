import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const STAMP = '.made-of';

/** Makes a folder anew unless it was made, to the end, of the same things. */
export async function makeOnce(folder, madeOf, make) {
  const stamp = join(folder, STAMP);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === madeOf) {
    return;
  }
  if (existsSync(folder)) {
    await rm(folder, { recursive: true });
  }
  await mkdir(folder, { recursive: true });
  await make();
  await writeFile(stamp, madeOf);
}

export function hashOf(...texts) {
  const hash = createHash('sha256');
  texts.forEach(text => hash.update(text).update('\0'));
  return hash.digest('hex').slice(0, 16);
}
