import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { UserError, root, withProgress } from './command.mjs';
import { run } from './processes.mjs';
// part: template
import { ensureToolchain } from './toolchain.mjs';
// end part

const STAMP = join(root, 'node_modules', '.installed');

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

/** Installs the packages in yarn.lock, unless they are installed. */
export async function ensureInstalled({ yarn, env }) {
  const wanted = createHash('sha256')
    .update(await readFile(join(root, 'yarn.lock')))
    .digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === wanted) {
    return;
  }
  await withProgress('Installing dependencies, about 2 GB', async report => {
    // Yarn 4 sometimes aborts a download without a reason. The next attempt continues where it stopped.
    const output =
      (await install(yarn, env, report)) && (await install(yarn, env, report));
    if (output) {
      throw new UserError(whyNotInstalled(output));
    }
  });
  await writeFile(STAMP, wanted);
}

/** Returns the end of Yarn's output if it failed. */
async function install(yarn, env, report) {
  const output = [];
  const code = await run([...yarn, 'install', '--immutable'], {
    cwd: root,
    env,
    onLine(line) {
      output.push(line);
      const step = line.match(/┌ (.+)$/)?.[1];
      if (step) {
        report(step);
      }
    },
  });
  return code === 0
    ? undefined
    : output.filter(line => !/YN00(13|85|60|02|86)/.test(line)).slice(-20);
}

function whyNotInstalled(output) {
  const text = output.join('\n');
  if (/ENOSPC/.test(text)) {
    return `There is no space left on the disk. The dependencies need about 2 GB here and 1 GB in Yarn's cache. Free some space, and run this again.`;
  }
  if (/EACCES|EROFS|EPERM/.test(text)) {
    return `The folder ${root} is not writable. Make it writable, or clone to another folder.\nYarn says:\n${text}`;
  }
  if (/YN0028/.test(text)) {
    return `package.json and yarn.lock do not match. Run "yarn install" to bring yarn.lock up to date.\nYarn says:\n${text}`;
  }
  return `The dependencies could not be installed. Check your network, proxy and "npm config get registry", and run this again: it continues where it stopped.\nYarn says:\n${text}`;
}

/**
 * Finds an installed browser for the journeys, or installs Playwright's, or, as root on Debian, the Debian package.
 *
 * @returns {Promise<string | undefined>} the program, or undefined for Playwright's
 */
export async function ensureBrowser({ node, env }) {
  const found = process.env.CHROMIUM_PATH ?? installedBrowser();
  if (found || (await playwrightBrowser(node, env))) {
    return found;
  }
  await installDebianPackage('chromium');
  const installed = installedBrowser();
  if (!installed) {
    throw new UserError(
      'No browser was found for the journeys. Install Chromium or Chrome, or run "yarn playwright install chromium", or set CHROMIUM_PATH.',
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

/** Installs promtool as root on Debian. Without it, its tests are skipped. */
export async function ensurePromtool() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (!folders.some(folder => existsSync(join(folder, 'promtool')))) {
    await installDebianPackage('prometheus');
  }
}

async function installDebianPackage(name) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    return;
  }
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    onLine: () => {},
  };
  console.log(`  Installing Debian's ${name} …`);
  await run(['apt-get', 'update'], options);
  await run(
    ['apt-get', 'install', '-y', '--no-install-recommends', name],
    options,
  );
}

// part: template
/**
 * Installs what tests in a browser need.
 *
 * @returns the toolchain, and variables for the tests
 */
export async function prepareBrowserTests() {
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  const browser = await ensureBrowser(toolchain);
  const env = {
    ...toolchain.env,
    CI: '1',
    ...(browser && { CHROMIUM_PATH: browser }),
  };
  return { toolchain, env };
}
// end part
