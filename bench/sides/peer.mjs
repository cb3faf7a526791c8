import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { withProgress } from '../../scripts/progress.mjs';
import { ensureToolchain } from '../../scripts/toolchain.mjs';
import { benchCache } from '../lib/cacheFolder.mjs';
import { hashOf, makeOnce } from '../lib/stamp.mjs';
import { makePeer } from './makePeer.mjs';
import { PEER_VERSIONS } from './peerTemplate.mjs';
import { startSide } from './startSide.mjs';

/** The official legacy template of the same release, made once for each. */
export async function prepare() {
  const { version } = JSON.parse(
    await readFile(join(root, 'backstage.json'), 'utf8'),
  );
  const folder = join(benchCache, `peer-${version}`);
  const auth = await readFile(
    new URL('files/peerAuth.ts', import.meta.url),
    'utf8',
  );
  await makeOnce(
    folder,
    hashOf(JSON.stringify(PEER_VERSIONS), auth),
    async () =>
      withProgress(
        `Making the official template of Backstage ${version} in ${folder}, about 4 GB, for the first time`,
        async report =>
          makePeer({
            folder,
            backstage: version,
            toolchain: await ensureToolchain(),
            report,
          }),
      ),
  );
  const production = join(folder, 'production');
  const side = {
    name: 'peer',
    providerId: 'oauth2Proxy',
    providers: { oauth2Proxy: {} },
    // As its Dockerfile does.
    args: [
      'packages/backend',
      '--config',
      'app-config.yaml',
      '--config',
      'app-config.production.yaml',
    ],
    cwd: production,
    env: () => ({}),
  };
  return {
    name: 'peer',
    folder: production,
    source: join(folder, 'source'),
    appDist: join(production, 'packages/app/dist'),
    start: options => startSide(side, options),
  };
}
