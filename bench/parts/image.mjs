import { readFileSync } from 'node:fs';
import { appendFile, cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { ensureToolchain } from '../../scripts/toolchain.mjs';
import { benchCache } from '../lib/cacheFolder.mjs';
import { cloneFiles } from '../lib/cloneFiles.mjs';
import { runCommand } from '../lib/commands.mjs';
import { docker, dockerAnswers, imageFigures } from '../lib/docker.mjs';
import { interleave, repeat } from '../lib/interleave.mjs';
import { metric } from '../lib/metrics.mjs';

const TAGS = { ours: 'gatehouse:bench', peer: 'gatehouse-bench-peer' };
const ENTRY = 'packages/app/src/index.tsx';
const BYTES_PER_MEGABYTE = 1e6;
const MS_PER_SECOND = 1000;

/** How big the image is, and how long a change of one line takes to be in it. */
export async function measure({ peer, runs, log }) {
  if (!dockerAnswers()) {
    log(
      'SKIPPED: the image. Docker does not answer: install it, or start it, and run "yarn bench image" again.',
    );
    return [];
  }
  const sides = { ours: await ourImage(), peer: peerImage(peer) };
  log('building the image of this clone');
  await sides.ours.build();
  log('building the image of the template');
  const comparable = await sides.peer.build().then(
    () => true,
    error => {
      log(`SKIPPED: the image of the template. ${error.message}`);
      return false;
    },
  );
  try {
    return [
      ...(await measureSizes(comparable)),
      await measureRebuild({ sides, comparable, runs, log }),
    ];
  } finally {
    await sides.peer.restore();
  }
}

async function measureSizes(comparable) {
  const ours = await imageFigures(TAGS.ours);
  const peer = comparable && (await imageFigures(TAGS.peer));
  const size = (about, read) => ({
    ...metric(about, {
      ours: [read(ours)],
      peer: peer ? [read(peer)] : undefined,
    }),
    // The budgets are sizes.
    ratio: null,
  });
  return [
    size(
      {
        id: 'image.size',
        title: 'Image, uncompressed',
        unit: 'MB',
        budget: { must: 300, goal: 220 },
      },
      image => image.size / BYTES_PER_MEGABYTE,
    ),
    size(
      {
        id: 'image.compressed',
        title: 'Image, compressed',
        unit: 'MB',
        budget: { must: 100, goal: 75 },
        note: 'All layers by gzip, which is what a registry hands out.',
      },
      image => image.compressed / BYTES_PER_MEGABYTE,
    ),
    size(
      { id: 'image.layers', title: 'Layers of the image', unit: 'layers' },
      image => image.layers,
    ),
  ];
}

async function measureRebuild({ sides, comparable, runs, log }) {
  const rebuild = async (side, run) => {
    log(`building ${side.name} after a change of one line, run ${run + 1}`);
    await side.change();
    const startedAt = performance.now();
    await side.build();
    return (performance.now() - startedAt) / MS_PER_SECOND;
  };
  const { ours, peer } = comparable
    ? await interleave(sides, runs, rebuild)
    : { ours: await repeat(runs, run => rebuild(sides.ours, run)) };
  return {
    ...metric(
      {
        id: 'image.rebuild',
        title: 'Image built again after a change of one line in packages/app',
        unit: 's',
        budget: { must: 60, goal: 30 },
        note: 'The template is built on the host first, as its Dockerfile wants it.',
      },
      { ours, peer },
    ),
    ratio: null,
  };
}

/** From a copy of the clone, so that the change is made there. */
async function ourImage() {
  const context = join(benchCache, 'image-context');
  await rm(context, { recursive: true, force: true });
  for (const path of await cloneFiles()) {
    await cp(join(root, path), join(context, path));
  }
  return {
    name: 'ours',
    change: () => changeOneLine(context),
    build: () => docker('build', '--tag', TAGS.ours, context),
  };
}

function peerImage({ source }) {
  const entry = join(source, ENTRY);
  const original = readFileSync(entry);
  return {
    name: 'peer',
    change: () => changeOneLine(source),
    async build() {
      const { yarn, env } = await ensureToolchain();
      await runCommand([...yarn, 'build:backend'], {
        cwd: source,
        env: { ...env, YARN_IGNORE_PATH: '1' },
      });
      await docker(
        'build',
        '--tag',
        TAGS.peer,
        '--file',
        join(source, 'packages/backend/Dockerfile'),
        source,
      );
    },
    restore: () => writeFile(entry, original),
  };
}

function changeOneLine(folder) {
  return appendFile(
    join(folder, ENTRY),
    `\ndocument.documentElement.dataset.bench = '${Date.now()}';\n`,
  );
}
