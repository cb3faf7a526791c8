import { nodeFileTrace } from '@vercel/nft';
import { cp, readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/*
 * Copies the files that the backend can reach.
 *
 * Usage: node collect.mjs <folder with the built backend and node_modules> <target folder>
 *
 * Nine tenths of the installed packages are types, source maps, documentation and unused code.
 */
const [source, target] = process.argv.slice(2);

const NOT_AT_RUN_TIME = /\.(map|d\.[cm]?ts|md|tsbuildinfo)$/;

/** Compilers for configuration schemas in TypeScript, which configSchema.mjs compiles when the image is built. */
const SCHEMA_COMPILERS = ['typescript', 'ts-json-schema-generator'];

const OTHER_PLATFORMS_BINARIES = new RegExp(
  `/prebuilds/(?!${process.platform}-${process.arch}\\W)`,
);

const PACKAGE =
  /^(.*node_modules\/(@[^/]+\/)?|(packages|plugins)\/)[^/@][^/]*(?=\/)/;

const reached = await traceBackend();
await copy([
  ...reached,
  ...(await filesOfBackstagePackages()),
  // Symbolic links, because Backstage finds the app and the backend's configuration schema by package name.
  'node_modules/app',
  'node_modules/backend',
  ...(await filesIn('packages/app')),
  'packages/backend/package.json',
  'package.json',
]);

/** Finds what require() and import can load, by static analysis. */
async function traceBackend() {
  const { fileList, warnings } = await nodeFileTrace(
    [join(source, 'packages/backend/dist/index.cjs.js')],
    {
      base: source,
      processCwd: join(source, 'packages/backend'),
      ignore: SCHEMA_COMPILERS.map(name => `**/node_modules/${name}/**`),
    },
  );
  for (const { message } of warnings) {
    console.warn(message);
  }
  return [...fileList];
}

/** Backstage's packages find migrations and other files by package name, so they are copied completely. */
async function filesOfBackstagePackages() {
  const folders = new Set(reached.map(path => path.match(PACKAGE)?.[0]));
  folders.delete(undefined);
  const files = await Promise.all(
    [...folders].map(async folder =>
      (await isBackstagePackage(folder)) ? filesIn(folder) : [],
    ),
  );
  return files.flat();
}

async function isBackstagePackage(folder) {
  const manifest = await readFile(join(source, folder, 'package.json'), 'utf8');
  return 'backstage' in JSON.parse(manifest);
}

async function filesIn(folder) {
  const files = await readdir(join(source, folder), {
    recursive: true,
    withFileTypes: true,
  });
  return files
    .filter(file => file.isFile())
    .map(file => relative(source, join(file.parentPath, file.name)))
    .filter(path => !path.slice(folder.length).includes('/node_modules/'));
}

async function copy(paths) {
  const wanted = new Set(
    paths.filter(
      path =>
        !NOT_AT_RUN_TIME.test(path) && !OTHER_PLATFORMS_BINARIES.test(path),
    ),
  );
  for (const path of wanted) {
    await cp(join(source, path), join(target, path), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}
