import { CHECKS, stepsOf } from './lib/checks.mjs';
import { chosenArguments, runMain } from './lib/command.mjs';
import {
  ensureBrowser,
  ensureInstalled,
  ensurePromtool,
} from './lib/dependencies.mjs';
import { runSteps } from './lib/steps.mjs';
import { deploymentSteps, withTestDeployment } from './lib/testDeployment.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const DEPLOYMENT = 'test:deployment';
const NEED_BROWSER = ['test:e2e', DEPLOYMENT];

/** Runs the checks given as arguments, or all of them, after installing what they need. */
await runMain(async () => {
  const names = chosenArguments(
    [...CHECKS.map(({ name }) => name), DEPLOYMENT],
    'check',
  );
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  const env = { ...toolchain.env, CI: '1' };
  if (names.some(name => NEED_BROWSER.includes(name))) {
    const browser = await ensureBrowser(toolchain);
    Object.assign(env, browser && { CHROMIUM_PATH: browser });
  }
  const isComplete = process.argv.length === 2;
  // Don't install it for a single check, because Debian's package starts a server on machines with systemd.
  if (isComplete) {
    await ensurePromtool();
  }
  const steps = stepsOf(names, toolchain.yarn);
  // part: template
  if (isComplete) {
    steps.push({
      name: 'test:extended',
      skip: 'NOT RUN: tests of initialized clones, and of portals that adopt the plugins. Run "yarn test:extended" before a release. It takes hours.',
    });
  }
  // end part
  return names.includes(DEPLOYMENT)
    ? withTestDeployment(deploymentEnv =>
        runSteps([...steps, ...deploymentSteps(toolchain, deploymentEnv)], env),
      )
    : runSteps(steps, env);
});
