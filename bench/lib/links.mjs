import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root as clone } from '../../scripts/paths.mjs';
import { runCommand } from './commands.mjs';

/** The same files under a second name, which costs no space; copies where they are on another disk. */
export async function link(source, target) {
  if (!existsSync(source)) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const copy = how =>
    runCommand([
      'cp',
      '--archive',
      '--remove-destination',
      how,
      '--no-target-directory',
      source,
      target,
    ]);
  await copy('--link').catch(() => copy('--reflink=auto'));
}

/** Node modules of the clone and its packages, and Yarn's record of them. */
export async function linkInstalled(folder) {
  const found = await runCommand(
    ['find', '.', '-maxdepth', '3', '-name', 'node_modules', '-prune'],
    { cwd: clone },
  );
  for (const path of ['.yarn/install-state.gz', ...found.split('\n')]) {
    await link(join(clone, path), join(folder, path));
  }
}
