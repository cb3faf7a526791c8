import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { runInForeground } from './processes.mjs';
import { ensureToolchain } from './toolchain.mjs';
import { runMain } from './userError.mjs';

await runMain(async () => {
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  return runInForeground([toolchain.node, join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env: toolchain.env,
  });
});
