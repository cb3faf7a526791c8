import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { UserError } from './userError.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const DOWNLOAD_MS = 300_000;

/**
 * A browser for the journeys: the one that is installed, or Playwright's own, or as root on Debian its package.
 *
 * @returns {Promise<string | undefined>} the program, or undefined for Playwright's own
 */
export async function ensureBrowser({ node, env }) {
  const found = process.env.CHROMIUM_PATH ?? installedBrowser();
  if (found || (await playwrightBrowser(node, env))) {
    return found;
  }
  await debianBrowser();
  const installed = installedBrowser();
  if (!installed) {
    throw new UserError(
      'There is no browser for the journeys. Install Chromium or Chrome, or run "yarn playwright install chromium", or set CHROMIUM_PATH.',
    );
  }
  return installed;
}

function installedBrowser() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap(folder =>
    NAMES.map(name => join(folder, name)),
  );
  return [...onPath, ...PLACES].find(existsSync);
}

async function playwrightBrowser(node, env) {
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const code = await run([node, cli, 'install', 'chromium'], {
    env,
    timeout: DOWNLOAD_MS,
    onLine: line => console.log(`  ${line}`),
  });
  return code === 0;
}

async function debianBrowser() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    return;
  }
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    onLine: () => {},
  };
  console.log("  Installing Debian's chromium …");
  await run(['apt-get', 'update'], options);
  await run(
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    options,
  );
}
