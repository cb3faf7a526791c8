import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, root, UserError } from '../command.mjs';
import { backstageVersions } from '../lockfile.mjs';

const CREATE_APP = '@backstage/create-app@0.9.2';
/** The template's version of these can't be installed without a compiler or a download from another host. */
const FROM_REGISTRY = ['better-sqlite3'];

/** Backstage's templates, by frontend system: create-app's options, and the package of the app's `createApp`. */
const TEMPLATES = {
  legacy: { options: ['--legacy'], appPackage: '@backstage/app-defaults' },
  new: { options: [], appPackage: '@backstage/frontend-defaults' },
};

/** Backstage's frontend systems. */
export const SYSTEMS = Object.keys(TEMPLATES);

/**
 * Makes a portal from Backstage's template, without its dependencies, in this repository's Backstage release.
 *
 * @param {string} folder
 * @param {string} system - its frontend system
 * @returns {string} the package of the app's `createApp`
 */
export function createPortal(folder, system) {
  const { options, appPackage } = TEMPLATES[system];
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['--yes', CREATE_APP, '--skip-install', ...options, '--path', folder],
    // create-app asks for a name.
    { input: 'portal\n', encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new UserError(`${CREATE_APP} failed:\n${stdout}${stderr}`);
  }
  cpSync(join(root, 'backstage.json'), join(folder, 'backstage.json'));
  useOwnYarn(join(folder, '.yarnrc.yml'));
  for (const file of globSync('{.,packages/*}/package.json', { cwd: folder })) {
    useRelease(join(folder, file));
  }
  return appPackage;
}

/** The template's version of Yarn fails if the registry is slow. Like this repository, the portal runs no install scripts. */
function useOwnYarn(file) {
  const settings = readFileSync(file, 'utf8').replace(/^yarnPath: .*/m, '');
  writeFileSync(file, `${settings}enableScripts: false\n`);
}

/** The template's ranges would install several releases, which do not work together. */
function useRelease(file) {
  const release = backstageVersions();
  const { resolutions, ...own } = JSON.parse(readFileSync(file, 'utf8'));
  for (const ranges of [own.dependencies, own.devDependencies]) {
    for (const name of Object.keys(ranges ?? {})) {
      if (release.has(name)) {
        ranges[name] = `^${release.get(name)[0]}`;
      }
    }
  }
  if (resolutions) {
    const added = Object.entries(manifest.resolutions).filter(
      ([name]) =>
        name.startsWith('@backstage/') || FROM_REGISTRY.includes(name),
    );
    own.resolutions = { ...resolutions, ...Object.fromEntries(added) };
  }
  writeFileSync(file, `${JSON.stringify(own, null, 2)}\n`);
}
