import { ensureBrowser } from './browser.mjs';
import { ensureInstalled } from './install.mjs';
import { runSteps } from './steps.mjs';
import { ensureToolchain } from './toolchain.mjs';

/** Gets what steps need, and runs them. */
export async function runTests(stepsFor) {
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  const CHROMIUM_PATH = await ensureBrowser(toolchain);
  return runSteps(stepsFor(toolchain), {
    ...toolchain.env,
    ...(CHROMIUM_PATH && { CHROMIUM_PATH }),
    CI: '1',
  });
}
