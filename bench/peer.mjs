import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, readText } from './clone.mjs';
import { docker, run } from './commands.mjs';
import { backstageVersions, editTemplate } from './peerTemplate.mjs';

const CREATE_APP = '@backstage/create-app@0.9.2';

/** Builds the image of the official template, unless there is one with the same versions. It takes about 15 minutes. */
export async function buildPeerImage() {
  const lockfile = readText('yarn.lock');
  const resolutions = {
    ...unpatched(readJson('package.json').resolutions),
    ...backstageVersions(lockfile),
    ...peerVersions(),
  };
  const image = `gatehouse-bench-peer:${hash(CREATE_APP, resolutions)}`;
  if (!docker('image', 'ls', '--quiet', image)) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-peer-'));
    try {
      await createApp(folder, { lockfile, resolutions });
      buildImage(folder, image);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return image;
}

/** Leaves out patched packages, because the patches are in this repository. */
function unpatched(resolutions) {
  return Object.fromEntries(
    Object.entries(resolutions).filter(
      ([, version]) => !version.startsWith('patch:'),
    ),
  );
}

function peerVersions() {
  const { version } = readJson('backstage.json');
  const versions = readJson('bench/peerVersions.json')[version];
  if (!versions) {
    throw new Error(`Add Backstage ${version} to bench/peerVersions.json.`);
  }
  return versions;
}

async function createApp(folder, { lockfile, resolutions }) {
  run(
    'npx',
    ['--yes', CREATE_APP, '--legacy', '--skip-install', '--path', folder],
    { env: { ...process.env, BACKSTAGE_APP_NAME: 'peer' } },
  );
  await editTemplate(folder, { lockfile, resolutions });
  const releases = join(folder, '.yarn/releases');
  const yarn = join(releases, readdirSync(releases)[0]);
  run(process.execPath, [yarn, 'install'], { cwd: folder });
  checkVersions(readFileSync(join(folder, 'yarn.lock'), 'utf8'), resolutions);
  run(process.execPath, [yarn, 'build:backend'], { cwd: folder });
}

/** Packages that this repository doesn't use would be installed in their newest version, which may be from a later release. */
function checkVersions(lockfile, resolutions) {
  const unknown = Object.keys(backstageVersions(lockfile)).filter(
    name => !resolutions[name],
  );
  if (unknown.length > 0) {
    throw new Error(
      `Add the versions of ${unknown.join(', ')} to bench/peerVersions.json.`,
    );
  }
}

function buildImage(folder, image) {
  run('docker', [
    'build',
    `--tag=${image}`,
    `--file=${join(folder, 'packages/backend/Dockerfile')}`,
    folder,
  ]);
}

function hash(...values) {
  return createHash('sha256')
    .update(JSON.stringify(values))
    .digest('hex')
    .slice(0, 12);
}
