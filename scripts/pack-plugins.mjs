import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, root, runMain, withProgress } from './lib/command.mjs';
import { PACKAGES } from './lib/packages.mjs';
import { run } from './lib/processes.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const TARGET = join(root, 'dist-plugins');

/** Builds the packages, and packs each into dist-plugins/<name>.tgz. */
await runMain(async () => {
  const { yarn, env } = await ensureToolchain();
  const execute = async (...args) => {
    const lines = [];
    const code = await run([...yarn, ...args], {
      cwd: root,
      env,
      onLine: line => lines.push(line),
    });
    if (code !== 0) {
      throw new UserError(
        `yarn ${args.join(' ')} failed:\n${lines.join('\n')}`,
      );
    }
  };
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET);
  // The builds take the types from its output.
  await withProgress('Checking types', () => execute('tsc'));
  for (const [folder, copies] of Object.entries(PACKAGES)) {
    await withProgress(`Packing ${folder}`, () =>
      pack(folder, copies, execute),
    );
  }
});

async function pack(folder, copies, execute) {
  const path = name => join(root, folder, name);
  const { name } = JSON.parse(await readFile(path('package.json'), 'utf8'));
  await execute('workspace', name, 'build');
  try {
    for (const [copy, original] of Object.entries(copies)) {
      await cp(join(root, original), path(copy), { recursive: true });
    }
    const tarball = join(TARGET, `${name}.tgz`);
    await execute('workspace', name, 'pack', '--out', tarball);
  } finally {
    for (const copy of Object.keys(copies)) {
      await rm(path(copy), { recursive: true });
    }
  }
}
