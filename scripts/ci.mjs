import { UserError, runMain } from './lib/command.mjs';
import {
  ensureBrowser,
  ensureInstalled,
  ensurePromtool,
} from './lib/dependencies.mjs';
import {
  jestReport,
  nodeReport,
  playwrightReport,
  runSteps,
} from './lib/steps.mjs';
import { withTestDeployment } from './lib/testDeployment.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

/** Each is the package.json script with this name. */
const CHECKS = [
  { name: 'test:scripts', report: nodeReport },
  { name: 'tsc' },
  { name: 'test:unit', args: ['--maxWorkers=2'], report: jestReport },
  { name: 'test:e2e', args: ['--project=dev'], report: playwrightReport },
  { name: 'lint' },
  { name: 'check:metadata' },
  { name: 'prettier:check' },
  { name: 'config:check' },
  { name: 'check:api-reports' },
  { name: 'check:lockfile' },
  { name: 'check:audit', report: nodeReport },
  { name: 'check:docs' },
  // part: kubernetes
  { name: 'check:kubernetes', report: nodeReport },
  // end part
  { name: 'check:workflows', report: nodeReport },
  { name: 'build:all' },
  { name: 'size' },
];
const DEPLOYMENT = 'test:deployment';
const NEED_BROWSER = ['test:e2e', DEPLOYMENT];

/** Runs the checks given as arguments, or all of them, after installing what they need. */
await runMain(async () => {
  const names = chosenNames();
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  const env = { ...toolchain.env, CI: '1' };
  if (names.some(name => NEED_BROWSER.includes(name))) {
    const browser = await ensureBrowser(toolchain);
    Object.assign(env, browser && { CHROMIUM_PATH: browser });
  }
  // Not for a single check: Debian's package starts a server on machines with systemd.
  if (process.argv.length === 2) {
    await ensurePromtool();
  }
  const steps = CHECKS.filter(({ name }) => names.includes(name)).map(
    ({ args = [], ...check }) => ({
      ...check,
      command: [...toolchain.yarn, check.name, ...args],
    }),
  );
  return names.includes(DEPLOYMENT)
    ? withTestDeployment(toolchain, deploymentSteps =>
        runSteps([...steps, ...deploymentSteps], env),
      )
    : runSteps(steps, env);
});

function chosenNames() {
  const known = [...CHECKS.map(({ name }) => name), DEPLOYMENT];
  const chosen = process.argv.slice(2);
  const unknown = chosen.find(name => !known.includes(name));
  if (unknown) {
    throw new UserError(
      `There is no check "${unknown}". The checks are: ${known.join(', ')}`,
    );
  }
  return chosen.length > 0 ? chosen : known;
}
