import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchCache } from '../lib/cacheFolder.mjs';

/** The folder of a program `yarn`, which the Dockerfile calls by its name. */
export async function yarnProgram({ yarn }) {
  const folder = join(benchCache, 'bin');
  const file = join(folder, 'yarn');
  const words = yarn.map(word => `'${word}'`).join(' ');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(file, 0o755);
  return folder;
}
