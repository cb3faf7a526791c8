import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const AUTH_MODULE =
  '@backstage/plugin-auth-backend-module-oauth2-proxy-provider';
const GUEST_MODULE = '@backstage/plugin-auth-backend-module-guest-provider';

/**
 * Turns the official template into the peer: the clone's versions, and sign-in by Backstage's own oauth2-proxy provider.
 *
 * @param {string} folder - of the created app
 * @param {object} options
 * @param {string} options.lockfile - text of the yarn.lock to start from
 * @param {Record<string, string>} options.resolutions - versions that the whole app uses
 */
export async function editTemplate(folder, { lockfile, resolutions }) {
  await writeFile(join(folder, 'yarn.lock'), lockfile);
  await editJson(join(folder, 'package.json'), manifest => {
    manifest.resolutions = resolutions;
  });
  await replaceOnce(
    join(folder, '.yarnrc.yml'),
    'npmMinimalAgeGate: 3d',
    'npmMinimalAgeGate: 0\nenableScripts: false',
  );

  const backend = join(folder, 'packages/backend');
  await editJson(join(backend, 'package.json'), ({ dependencies }) => {
    delete dependencies[GUEST_MODULE];
    dependencies[AUTH_MODULE] = resolutions[AUTH_MODULE];
  });
  await replaceOnce(join(backend, 'src/index.ts'), GUEST_MODULE, AUTH_MODULE);

  const app = join(folder, 'packages/app/src/App.tsx');
  await replaceOnce(app, '  SignInPage,\n', '  ProxiedSignInPage,\n');
  await replaceOnce(
    app,
    "<SignInPage {...props} auto providers={['guest']} />",
    '<ProxiedSignInPage {...props} provider="oauth2Proxy" />',
  );
}

/** The newest version of each Backstage package in a lockfile. */
export function backstageVersions(lockfile) {
  const versions = {};
  const resolution = /^ {2}resolution: "(@backstage\/[^@]+)@npm:([^":]+)"$/gm;
  for (const [, name, version] of lockfile.matchAll(resolution)) {
    versions[name] = newer(version, versions[name] ?? version);
  }
  return versions;
}

function newer(a, b) {
  return a.localeCompare(b, 'en', { numeric: true }) > 0 ? a : b;
}

async function replaceOnce(file, old, replacement) {
  const parts = (await readFile(file, 'utf8')).split(old);
  if (parts.length !== 2) {
    throw new Error(
      `The template has changed: ${file} contains "${old.trim()}" ${
        parts.length - 1
      } times instead of once. Adapt bench/peerTemplate.mjs.`,
    );
  }
  await writeFile(file, parts.join(replacement));
}

async function editJson(file, edit) {
  const value = JSON.parse(await readFile(file, 'utf8'));
  edit(value);
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
