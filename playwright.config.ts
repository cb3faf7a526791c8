import { defineConfig, devices } from '@playwright/test';
// part: template
import { leftOut } from './e2e-tests/support/adopted';
// end part
import { composeStack, devStack } from './e2e-tests/support/stacks';

// Without CHROMIUM_PATH, the tests use Playwright's own browser (yarn playwright install chromium).
const { CI, CHROMIUM_PATH: executablePath } = process.env;

/** Tests that every proxy in front of the portal must pass. */
const PORTAL = ['contract/**', 'journeys/**'].map(
  folder => `e2e-tests/${folder}/*.test.ts`,
);

// part: template
/** Tests that a portal with only the packages must pass. */
const ADOPTED = ['contract/*', 'journeys/{sign-in,session-*}'].map(
  files => `e2e-tests/${files}.test.ts`,
);
// end part

export default defineConfig({
  testDir: 'e2e-tests',
  outputDir: 'e2e-test-results',
  // The dev server's bundle loads slowly on two cores.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(CI),
  retries: CI ? 1 : 0,
  // If nobody can sign in, most tests fail, each after a long wait.
  maxFailures: CI ? 25 : 0,
  workers: 2,
  reporter: [
    ['list'],
    [
      'json',
      {
        outputFile:
          process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ??
          'e2e-test-results/report.json',
      },
    ],
    ['html', { open: 'never', outputFolder: 'e2e-test-report' }],
  ],
  use: {
    ...devices['Desktop Chrome'],
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'on-first-retry',
    launchOptions: {
      executablePath,
      // Chromium cannot create its sandbox as root. The arguments disable its own requests.
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-background-networking', '--disable-component-update'],
    },
  },
  projects: [
    {
      name: 'dev',
      testMatch: PORTAL,
      use: { baseURL: devStack.baseURL },
    },
    {
      name: 'compose',
      testMatch: PORTAL,
      use: { baseURL: composeStack.baseURL },
    },
    // part: nginx
    {
      name: 'nginx',
      testMatch: ['contract/**', 'nginx/**'].map(
        folder => `e2e-tests/${folder}/*.test.ts`,
      ),
      // The tests in nginx/ stop services that the others need.
      workers: 1,
      use: { baseURL: composeStack.baseURL },
    },
    // end part
    // part: template
    // A new portal that adopted the packages: scripts/test-adopt.mjs
    {
      name: 'adopted',
      testMatch: ADOPTED,
      grepInvert: leftOut(process.env.ADOPTED_SYSTEM),
      use: { baseURL: devStack.baseURL },
    },
    {
      name: 'adopted-compose',
      testMatch: ADOPTED,
      grepInvert: leftOut(process.env.ADOPTED_SYSTEM),
      use: { baseURL: composeStack.baseURL },
    },
    // Writes docs/pictures.
    {
      name: 'pictures',
      testMatch: 'pictures/*.setup.ts',
      use: { baseURL: devStack.baseURL },
    },
    // end part
    // part: kubernetes
    // The objects of deploy/kubernetes as containers.
    {
      name: 'kubernetes-start',
      testMatch: 'kubernetes/start.setup.ts',
      timeout: 600_000,
      teardown: 'kubernetes-stop',
    },
    { name: 'kubernetes-stop', testMatch: 'kubernetes/stop.setup.ts' },
    {
      name: 'kubernetes',
      dependencies: ['kubernetes-start'],
      testMatch: ['contract/**', 'kubernetes/**'].map(
        folder => `e2e-tests/${folder}/*.test.ts`,
      ),
      timeout: 600_000,
      use: { baseURL: composeStack.baseURL },
      workers: 1,
    },
    // end part
    {
      name: 'faults',
      testDir: 'e2e-tests/deployment',
      // Two backends start one after the other, several times per test.
      timeout: 600_000,
      use: { baseURL: composeStack.baseURL },
      workers: 1,
    },
  ],
  // The other stacks are already running.
  webServer: /--project[= ]((adopted-)?compose|nginx|kubernetes|faults)/.test(
    process.argv.join(' '),
  )
    ? undefined
    : {
        command: 'yarn backstage-cli repo start app backend packages/dev-proxy',
        // part: template
        ...(process.env.ADOPTED_PORTAL && {
          command: 'node scripts/lib/adopt/start.mjs',
        }),
        // end part
        env: devStack.env,
        url: `${devStack.baseURL}/ready`,
        timeout: 180_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 3_000 },
      },
});
