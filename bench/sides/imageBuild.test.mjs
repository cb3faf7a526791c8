import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { parseDockerfile } from '../lib/dockerfile.mjs';
import { ImageBuild } from './imageBuild.mjs';

const DOCKERFILE = `
FROM node:24 AS base
RUN corepack enable
WORKDIR /portal

FROM base AS manifests
COPY --parents package.json */package.json ./

FROM manifests AS build
ENV GREETING="from /portal"
COPY --parents packages ./
RUN --mount=type=bind,from=manifests,source=/portal,target=/reachable,rw \\
  mkdir /runtime && \\
  cat /reachable/package.json packages/source.txt > /runtime/built.txt && \\
  echo "$GREETING" > /runtime/greeting.txt

FROM empty
WORKDIR /app/packages
COPY --from=build --exclude=x /runtime /app
COPY packages/source.txt ./
`;

const FILES = {
  'package.json': 'root;',
  'packages/package.json': '{}',
  'packages/source.txt': 'source',
};

describe('a build by the Dockerfile without a container engine', () => {
  let work;
  let steps;

  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'image-build-'));
    steps = [];
    await write(FILES);
  });

  afterEach(() => rm(work, { recursive: true }));

  async function write(files) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(work, 'context', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }

  async function make({ replaced = {} } = {}) {
    const build = new ImageBuild({
      stages: parseDockerfile(DOCKERFILE),
      folder: join(work, 'stages'),
      context: join(work, 'context'),
      files: Object.keys(FILES),
      replaced,
      env: process.env,
      report: step => steps.push(step.split(':')[0]),
    });
    await build.make('image');
    return path => readFile(build.inStage('image', path), 'utf8');
  }

  it('runs what stages run, on what others made, in folders of its own', async () => {
    const read = await make();
    assert.equal(await read('/app/built.txt'), 'root;source');
    assert.equal(
      await read('/app/greeting.txt'),
      `from ${join(work, 'stages/build/portal')}\n`,
    );
  });

  it('copies files to where the stage is', async () => {
    const read = await make();
    assert.equal(await read('/app/packages/source.txt'), 'source');
  });

  it('takes other files in the place of some', async () => {
    const other = join(work, 'other.txt');
    await writeFile(other, 'other');
    const read = await make({ replaced: { 'packages/source.txt': other } });
    assert.equal(await read('/app/built.txt'), 'root;other');
  });

  it('finds again what has not changed', async () => {
    await make();
    await make();
    assert.deepEqual(steps, ['build']);
  });

  it('makes anew what was made of files that have changed', async () => {
    await make();
    await write({ 'packages/source.txt': 'changed' });
    const read = await make();
    assert.equal(await read('/app/built.txt'), 'root;changed');
  });

  it('leaves a mounted folder as it was', async () => {
    await make();
    const mounted = join(work, 'stages/manifests/portal/package.json');
    assert.equal(await readFile(mounted, 'utf8'), 'root;');
  });
});
