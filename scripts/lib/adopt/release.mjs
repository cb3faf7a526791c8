import { globSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifest, root } from '../command.mjs';

/**
 * Brings a new portal to this repository's Backstage release. create-app can be older than the newest release, and its
 * ranges then install packages of both, which don't work together.
 *
 * @param {string} portal - the folder
 */
export async function useOwnRelease(portal) {
  const ranges = await ownRanges();
  for (const file of globSync('{.,packages/*}/package.json', { cwd: portal })) {
    await editJson(join(portal, file), json => {
      for (const dependencies of [json.dependencies, json.devDependencies]) {
        for (const name of Object.keys(dependencies ?? {})) {
          dependencies[name] = ranges[name] ?? dependencies[name];
        }
      }
    });
  }
  await editJson(join(portal, 'package.json'), json => {
    json.packageManager = manifest.packageManager;
    json.resolutions = Object.fromEntries(
      Object.entries(manifest.resolutions).filter(
        ([, range]) => !range.startsWith('patch:'),
      ),
    );
  });
  await copyFile(join(root, 'backstage.json'), join(portal, 'backstage.json'));
  // Entries for the same ranges are kept, so that the portal has the same versions.
  await copyFile(join(root, 'yarn.lock'), join(portal, 'yarn.lock'));
  await writeFile(
    join(portal, '.yarnrc.yml'),
    'nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\n',
  );
}

/** The version ranges of all dependencies in this repository. */
async function ownRanges() {
  const files = globSync('{.,{packages,plugins}/*}/package.json', {
    cwd: root,
  });
  const manifests = await Promise.all(
    files.map(async file =>
      JSON.parse(await readFile(join(root, file), 'utf8')),
    ),
  );
  return Object.assign(
    {},
    ...manifests.flatMap(({ dependencies, devDependencies }) => [
      devDependencies,
      dependencies,
    ]),
  );
}

/** Changes a JSON file. */
export async function editJson(path, edit) {
  const json = JSON.parse(await readFile(path, 'utf8'));
  edit(json);
  await writeFile(path, `${JSON.stringify(json, undefined, 2)}\n`);
}
