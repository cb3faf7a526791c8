import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/paths.mjs';
import { withProgress } from '../../scripts/progress.mjs';
import { ensureToolchain } from '../../scripts/toolchain.mjs';
import { benchCache } from '../lib/cacheFolder.mjs';
import { cloneFiles } from '../lib/cloneFiles.mjs';
import { parseDockerfile, readCommand, readEnv } from '../lib/dockerfile.mjs';
import { AUDIENCE } from '../lib/identityProvider.mjs';
import { hashOf } from '../lib/stamp.mjs';
import { ImageBuild } from './imageBuild.mjs';
import { startSide } from './startSide.mjs';
import { yarnProgram } from './yarnProgram.mjs';

/** This clone, as its image has it. */
export async function prepare() {
  return {
    ...(await build('ours', {})),
    /** The same with a resolver that can look people up in the catalog, and a verification that can be left out. */
    prepareVariant: () =>
      build('ours-variant', {
        'packages/backend/src/auth.ts': fileURLToPath(
          new URL('files/oursAuth.ts', import.meta.url),
        ),
      }),
  };
}

async function build(name, replaced) {
  const stages = parseDockerfile(
    await readFile(join(root, 'Dockerfile'), 'utf8'),
  );
  const image = stages.at(-1);
  // Another clone has a folder of its own.
  const cache = join(benchCache, `${name}-${hashOf(root)}`);
  const imageBuild = await withProgress(
    `Building this clone as its Dockerfile does, in ${cache}`,
    report => followStages({ stages, folder: cache, replaced, report }),
  );
  const inImage = text => imageBuild.inStage(image.name, text);
  const folder = inImage('/app');
  return {
    name: 'ours',
    folder,
    source: root,
    appDist: join(folder, 'packages/app/dist'),
    start: options => startSide(sideOf({ name, image, inImage }), options),
  };
}

async function followStages(options) {
  const toolchain = await ensureToolchain();
  const imageBuild = new ImageBuild({
    ...options,
    context: root,
    files: await cloneFiles(),
    env: {
      ...toolchain.env,
      PATH: `${await yarnProgram(toolchain)}:${toolchain.env.PATH}`,
    },
  });
  await imageBuild.make(options.stages.at(-1).name);
  return imageBuild;
}

/** Started as a container of the image is. */
function sideOf({ name, image, inImage }) {
  const { args, workingDirectory } = readCommand(image);
  const variables = Object.entries(readEnv(image));
  return {
    name,
    providerId: 'oauth2proxy',
    providers: {},
    args: args.map(inImage),
    cwd: inImage(workingDirectory),
    env: (issuer, url) => ({
      ...Object.fromEntries(
        variables.map(([key, value]) => [key, inImage(value)]),
      ),
      PUBLIC_URL: url,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: AUDIENCE,
      GROUPS_CLAIM: 'groups',
    }),
  };
}
