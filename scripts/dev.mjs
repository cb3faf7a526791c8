import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { runInForeground } from './processes.mjs';
import { ensureToolchain } from './toolchain.mjs';
import { runMain } from './userError.mjs';

const CHECK_PORTS = join(root, 'scripts', 'check-ports.mjs');
const BACKSTAGE_CLI = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
);

await runMain(async () => {
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  const start = (...args) =>
    runInForeground([toolchain.node, ...args], {
      cwd: root,
      env: {
        // One line a request would bury the address to open.
        LOG_LEVEL: 'warn',
        ...toolchain.env,
        // The dev server would open its own address, before there is anything behind it.
        BROWSER: 'none',
      },
    });
  return (
    (await start(CHECK_PORTS)) ||
    start(BACKSTAGE_CLI, 'repo', 'start', 'app', 'backend', 'dev-proxy')
  );
});
