import { spawnSync } from 'node:child_process';
import { UserError, runMain } from './lib/command.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

/** Runs Yarn on a machine that doesn't have it: npm run yarn -- workspace app test */
await runMain(async () => {
  const { yarn, env } = await ensureToolchain();
  const [command, ...args] = [...yarn, ...process.argv.slice(2)];
  const { status, error } = spawnSync(command, args, {
    cwd: process.env.INIT_CWD,
    env,
    stdio: 'inherit',
  });
  if (error) {
    throw new UserError(`Yarn cannot be run: ${error.message}.`);
  }
  return status ?? 1;
});
