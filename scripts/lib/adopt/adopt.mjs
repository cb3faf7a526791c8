import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { LEFT_OUT } from '../../../e2e-tests/support/adopted.ts';
import { root, runMain, UserError } from '../command.mjs';
import { createPortal } from './createPortal.mjs';
import { applyBlock, readSteps } from './guide.mjs';

/** The tests' catalog, and the files that it refers to. */
const CATALOG = [
  'e2e-tests/catalog',
  'catalog-info.yaml',
  'mkdocs.yml',
  'docs',
];

const [folder, system] = process.argv.slice(2);

/** Creates a portal, and applies docs/adopt.md. The arguments are its folder and its frontend system. */
await runMain(() => {
  const appPackage = createPortal(folder, system);
  shell('yarn install');
  for (const block of readSteps(appPackage)) {
    console.log(`\n${block.section}:\n${block.code}`);
    if (block.language === 'sh') {
      shell(block.code.replaceAll('<clone>', root));
    } else {
      applyBlock(folder, block);
    }
  }
  for (const path of CATALOG) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  printLeftOut();
});

function printLeftOut() {
  console.log(
    '\nThese tests are left out, because this portal lacks what they test:',
  );
  for (const [missing, titles] of Object.entries(LEFT_OUT[system])) {
    console.log([`  ${missing}:`, ...titles].join('\n    '));
  }
}

function shell(code) {
  const options = { cwd: folder, shell: true, stdio: 'inherit' };
  if (spawnSync(`set -e\n${code}`, options).status !== 0) {
    throw new UserError(`This failed in ${folder}:\n${code}`);
  }
}
