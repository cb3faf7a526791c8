import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../lib/commands.mjs';
import { CREATE_APP, editTemplate } from './peerTemplate.mjs';

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
    CREATE_APP,
    '--legacy',
    '--skip-install',
  );
  await rename(join(folder, NAME), source);
  await editTemplate(source, backstage);

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
