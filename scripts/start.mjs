import { ensurePortsAreFree } from './ports.mjs';
import { root } from './paths.mjs';
import { runInForeground } from './processes.mjs';
import { runMain } from './userError.mjs';

/** Starts proxy, app and backend with the dependencies that are installed. */
await runMain(async () => {
  await ensurePortsAreFree();
  const cli = new URL(
    'node_modules/@backstage/cli/bin/backstage-cli',
    `file://${root}`,
  );
  return runInForeground(
    [
      process.execPath,
      cli.pathname,
      'repo',
      'start',
      'app',
      'backend',
      'dev-proxy',
    ],
    // The dev server would open its own address, before there is anything behind it.
    { cwd: root, env: { ...process.env, BROWSER: 'none' } },
  );
});
