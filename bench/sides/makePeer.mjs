import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { UserError } from '../../scripts/userError.mjs';
import { runCommand } from '../lib/commands.mjs';

/** Those of the Backstage release in backstage.json; to be changed with it. */
export const PEER_VERSIONS = {
  '@backstage/create-app': '0.9.2',
  '@backstage/plugin-auth-backend-module-oauth2-proxy-provider': '0.3.3',
};

const AUTH_MODULE =
  '@backstage/plugin-auth-backend-module-oauth2-proxy-provider';
const NAME = 'peer';

/** Makes the official legacy template, signed in by Backstage's own provider for oauth2-proxy, and builds it for production. */
export async function makePeer({ folder, backstage, toolchain, report }) {
  const { yarn, env: toolchainEnv } = toolchain;
  const env = {
    ...toolchainEnv,
    BACKSTAGE_APP_NAME: NAME,
    // The Yarn of this clone, for the template's own release would be another one.
    YARN_IGNORE_PATH: '1',
  };
  const source = join(folder, 'source');
  const runYarn = (cwd, ...args) =>
    runCommand([...yarn, ...args], { cwd, env });

  report('creating the app');
  await runYarn(
    folder,
    'dlx',
    '--quiet',
    `@backstage/create-app@${PEER_VERSIONS['@backstage/create-app']}`,
    '--legacy',
    '--skip-install',
  );
  await rename(join(folder, NAME), source);
  await checkRelease(source, backstage);
  await useSameGround(source);
  await useOauth2Proxy(source);

  report('installing, about 2 GB');
  await runYarn(source, 'install');
  report('compiling');
  await runYarn(source, 'tsc');
  report('building app and backend');
  await runYarn(source, 'build:backend');

  report('installing for production');
  const production = join(folder, 'production');
  await layOut(source, production);
  await runYarn(production, 'workspaces', 'focus', '--all', '--production');
  await unpack(source, production, 'bundle');
}

async function checkRelease(source, backstage) {
  const made = await readJson(join(source, 'backstage.json'));
  if (made.version !== backstage) {
    throw new UserError(
      `The template of create-app ${PEER_VERSIONS['@backstage/create-app']} is of Backstage ${made.version}, and this clone of ${backstage}.\nPut the versions that belong to Backstage ${backstage} into bench/sides/makePeer.mjs, and run this again.`,
    );
  }
}

/** The same versions of what both use, the same content, and the same SQLite, which needs no compiler. */
async function useSameGround(source) {
  await cp(join(root, 'yarn.lock'), join(source, 'yarn.lock'));
  await replaceOnce(
    join(source, '.yarnrc.yml'),
    'npmMinimalAgeGate: 3d',
    'npmMinimalAgeGate: 0\nenableScripts: false',
  );
  await rm(join(source, 'examples'), { recursive: true });
  await cp(join(root, 'examples'), join(source, 'examples'), {
    recursive: true,
  });
  const { resolutions } = await readJson(join(root, 'package.json'));
  await editJson(join(source, 'package.json'), manifest => {
    manifest.resolutions = resolutions;
  });
}

async function useOauth2Proxy(source) {
  const backend = join(source, 'packages/backend');
  const nodeVersions = await readJson(
    join(root, 'packages/backend/package.json'),
  );
  await editJson(join(backend, 'package.json'), manifest => {
    manifest.dependencies[AUTH_MODULE] = PEER_VERSIONS[AUTH_MODULE];
    for (const name of ['@backstage/backend-plugin-api', 'better-sqlite3']) {
      manifest.dependencies[name] = nodeVersions.dependencies[name];
    }
  });
  await cp(
    new URL('files/peerAuth.ts', import.meta.url),
    join(backend, 'src/auth.ts'),
  );
  await replaceOnce(
    join(backend, 'src/index.ts'),
    "import('@backstage/plugin-auth-backend-module-guest-provider')",
    "import('./auth')",
  );
  const app = join(source, 'packages/app/src/App.tsx');
  await replaceOnce(app, '  SignInPage,\n', '  ProxiedSignInPage,\n');
  await replaceOnce(
    app,
    "<SignInPage {...props} auto providers={['guest']} />",
    '<ProxiedSignInPage {...props} provider="oauth2Proxy" />',
  );
}

/** As packages/backend/Dockerfile of the template does. */
async function layOut(source, production) {
  for (const name of [
    '.yarnrc.yml',
    'backstage.json',
    'yarn.lock',
    'package.json',
    'examples',
    'app-config.yaml',
    'app-config.production.yaml',
  ]) {
    await cp(join(source, name), join(production, name), { recursive: true });
  }
  await unpack(source, production, 'skeleton');
}

function unpack(source, production, archive) {
  return runCommand([
    'tar',
    '--extract',
    '--gzip',
    '--file',
    join(source, `packages/backend/dist/${archive}.tar.gz`),
    '--directory',
    production,
  ]);
}

async function replaceOnce(file, old, replacement) {
  const parts = (await readFile(file, 'utf8')).split(old);
  if (parts.length !== 2) {
    throw new UserError(
      `The template has changed: "${old.trim()}" stands ${
        parts.length - 1
      } times in ${file}, and not once. Adapt bench/sides/makePeer.mjs.`,
    );
  }
  await writeFile(file, parts.join(replacement));
}

async function editJson(file, edit) {
  const value = await readJson(file);
  edit(value);
  await writeFile(file, JSON.stringify(value, null, 2));
}

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
