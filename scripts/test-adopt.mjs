import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEMS } from './lib/adopt/createPortal.mjs';
import { adoptSteps } from './lib/adopt/steps.mjs';
import { chosenArguments, runMain } from './lib/command.mjs';
import { prepareBrowserTests } from './lib/dependencies.mjs';
import { runSteps } from './lib/steps.mjs';
import { withTestDeployment } from './lib/testDeployment.mjs';

/** Adopts the packages in new portals with the frontend systems given as arguments, or both, and tests the portals. */
await runMain(async () => {
  const systems = chosenArguments(SYSTEMS, 'frontend system');
  const { toolchain, env } = await prepareBrowserTests();
  const folder = await mkdtemp(join(tmpdir(), 'adopt-'));
  try {
    return await withTestDeployment(deploymentEnv =>
      runSteps(adoptSteps(systems, folder, toolchain, deploymentEnv), env),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
