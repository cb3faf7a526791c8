import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, root, runMain } from './lib/command.mjs';
import { ensureInstalled } from './lib/dependencies.mjs';
import { runInForeground } from './lib/processes.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const CHECK_PORTS = join(root, 'scripts/lib/checkPorts.mjs');
const STOP_ON_FAILURE = join(root, 'scripts/lib/stopOnFailure.cjs');
const BACKSTAGE_CLI = join(
  root,
  'node_modules/@backstage/cli/bin/backstage-cli',
);

/** Starts the portal for development. If a part fails at startup, all parts stop, and the last line shows the reason. */

await runMain(async () => {
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  const folder = await mkdtemp(join(tmpdir(), 'dev-'));
  const start = (...args) =>
    runInForeground([toolchain.node, ...args], {
      cwd: root,
      env: {
        // One line per request would hide the address to open.
        LOG_LEVEL: 'warn',
        ...toolchain.env,
        // The dev server would open its own address, before the portal is ready.
        BROWSER: 'none',
        DEV_PID: String(process.pid),
        DEV_FOLDER: folder,
      },
    });
  try {
    const code =
      (await start(CHECK_PORTS)) ||
      (await start(
        BACKSTAGE_CLI,
        'repo',
        'start',
        `--require=${STOP_ON_FAILURE}`,
        'app',
        'backend',
        'packages/dev-proxy',
      ));
    const failure = join(folder, 'failure');
    if (existsSync(failure)) {
      throw new UserError(await readFile(failure, 'utf8'));
    }
    return code;
  } finally {
    await rm(folder, { recursive: true });
  }
});
