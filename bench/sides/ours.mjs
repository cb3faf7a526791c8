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

async function build(folderName, replaced) {
  const toolchain = await ensureToolchain();
  const stages = parseDockerfile(
    await readFile(join(root, 'Dockerfile'), 'utf8'),
  );
  const image = stages.at(-1);
  const imageBuild = await withProgress(
    `Building this clone as its Dockerfile does, in ${join(
      benchCache,
      folderName,
    )}`,
    async report => {
      const created = new ImageBuild({
        stages,
        folder: join(benchCache, folderName),
        context: root,
        files: await cloneFiles(),
        replaced,
        env: {
          ...toolchain.env,
          PATH: `${await yarnProgram(toolchain)}:${toolchain.env.PATH}`,
        },
        report,
      });
      await created.make(image.name);
      return created;
    },
  );
  const inImage = text => imageBuild.inStage(image.name, text);
  const { args, workingDirectory } = readCommand(image);
  const folder = inImage('/app');
  const variables = Object.entries(readEnv(image));
  const side = {
    name: folderName,
    providerId: 'oauth2proxy',
    providers: {},
    content: folder,
    args: args.map(inImage),
    cwd: inImage(workingDirectory),
    env: (issuer, url) => ({
      ...Object.fromEntries(
        variables.map(([name, value]) => [name, inImage(value)]),
      ),
      PUBLIC_URL: url,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: AUDIENCE,
      GROUPS_CLAIM: 'groups',
    }),
  };
  return {
    name: 'ours',
    folder,
    source: root,
    appDist: join(folder, 'packages/app/dist'),
    start: options => startSide(side, options),
  };
}
