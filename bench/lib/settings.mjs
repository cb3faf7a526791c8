import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchCache } from './cacheFolder.mjs';

/** Writes a file for a backend to read, and returns where it is. */
export async function writeSetting(name, text) {
  const folder = join(benchCache, 'settings');
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}
