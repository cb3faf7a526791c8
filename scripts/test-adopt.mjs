import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptSteps, SYSTEMS } from './lib/adopt/steps.mjs';
import { chosenArguments, runMain } from './lib/command.mjs';
import { prepareBrowserTests } from './lib/dependencies.mjs';
import { runSteps } from './lib/steps.mjs';

/** Adopts the packages in new portals with the frontend systems given as arguments, or both, and tests the portals. */
await runMain(async () => {
  const systems = chosenArguments(SYSTEMS, 'frontend system');
  const { toolchain, env } = await prepareBrowserTests();
  const folder = await mkdtemp(join(tmpdir(), 'adopt-'));
  try {
    return await runSteps(adoptSteps(systems, folder, toolchain), env);
  } finally {
    await rm(folder, { recursive: true });
  }
});
