import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

/** Makes a folder anew unless it was made, to the end, of the same things. */
export async function makeOnce(folder, madeOf, make) {
  if ((await readStamp(folder)) === madeOf) {
    return;
  }
  await rm(stampOf(folder), { force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await make();
  await writeFile(stampOf(folder), madeOf);
}

/** What a folder was made of, if it was made to the end. */
export function readStamp(folder) {
  return readFile(stampOf(folder), 'utf8').catch(() => undefined);
}

function stampOf(folder) {
  return `${folder}.made-of`;
}

export function hashOf(...texts) {
  const hash = createHash('sha256');
  texts.forEach(text => hash.update(text).update('\0'));
  return hash.digest('hex').slice(0, 16);
}
