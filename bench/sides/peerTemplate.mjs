import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { UserError } from '../../scripts/userError.mjs';

/** Those of the Backstage release in backstage.json; to be changed with it. */
export const PEER_VERSIONS = {
  '@backstage/create-app': '0.9.2',
  '@backstage/plugin-auth-backend-module-oauth2-proxy-provider': '0.3.3',
};

const AUTH_MODULE =
  '@backstage/plugin-auth-backend-module-oauth2-proxy-provider';

export const CREATE_APP = `@backstage/create-app@${PEER_VERSIONS['@backstage/create-app']}`;

/** Makes of the template, as it was created, what Gatehouse is compared with. */
export async function editTemplate(source, backstage) {
  await checkRelease(source, backstage);
  await useSameGround(source);
  await useOauth2Proxy(source);
}

async function checkRelease(source, backstage) {
  const made = await readJson(join(source, 'backstage.json'));
  if (made.version !== backstage) {
    throw new UserError(
      `The template of ${CREATE_APP} is of Backstage ${made.version}, and this clone of ${backstage}.\nPut the versions that belong to Backstage ${backstage} into bench/sides/peerTemplate.mjs, and run this again.`,
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
  const ours = await readJson(join(root, 'packages/backend/package.json'));
  await editJson(join(backend, 'package.json'), manifest => {
    manifest.dependencies[AUTH_MODULE] = PEER_VERSIONS[AUTH_MODULE];
    for (const name of ['@backstage/backend-plugin-api', 'better-sqlite3']) {
      manifest.dependencies[name] = ours.dependencies[name];
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

async function replaceOnce(file, old, replacement) {
  const parts = (await readFile(file, 'utf8')).split(old);
  if (parts.length !== 2) {
    throw new UserError(
      `The template has changed: "${old.trim()}" stands ${
        parts.length - 1
      } times in ${file}, and not once. Adapt bench/sides/peerTemplate.mjs.`,
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
