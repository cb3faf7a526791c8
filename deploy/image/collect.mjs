import { nodeFileTrace } from '@vercel/nft';
import { cp, glob, lstat, readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/*
 * Copies what the backend can reach when it runs: node collect.mjs <folder of the backend and its packages> <target folder>
 *
 * Nine tenths of the installed packages are types, source maps, documents and code that nothing here calls.
 */
const [source, target] = process.argv.slice(2);

const NOT_AT_RUN_TIME = /\.(map|d\.[cm]?ts|md|tsbuildinfo)$/;

/** They would compile configuration schemas that are written in TypeScript, which configSchemas.mjs does. */
const SCHEMA_COMPILERS = ['typescript', 'ts-json-schema-generator'];

const NATIVE_CODE_OF_OTHERS = new RegExp(
  `/prebuilds/(?!${process.platform}-${process.arch}\\W)`,
);

const reached = await traceBackend();
const backstagePackages = await findBackstagePackages();
await copy([
  ...reached,
  ...(await filesOfReachedBackstagePackages()),
  ...(await filesIn('packages/app')),
  ...(await workspaceLinks()),
  'package.json',
]);

/** What require() and import can load, by static analysis. */
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
  return [...fileList, 'packages/backend/package.json'];
}

async function findBackstagePackages() {
  const found = glob(
    [
      '{packages,plugins}/*/package.json',
      'node_modules/@*/*/package.json',
      'node_modules/@*/*/node_modules/@*/*/package.json',
    ],
    { cwd: source },
  );
  const all = [];
  for await (const path of found) {
    const manifest = JSON.parse(await readFile(join(source, path), 'utf8'));
    if (manifest.backstage) {
      all.push(dirname(path));
    }
  }
  return all;
}

/** Backstage's packages look for migrations and other files of theirs by the name of their package. */
async function filesOfReachedBackstagePackages() {
  const folders = backstagePackages.filter(folder =>
    reached.some(path => path.startsWith(`${folder}/`)),
  );
  return (await Promise.all(folders.map(filesIn))).flat();
}

/** Backstage finds the app, and the packages of this clone, by their names. */
async function workspaceLinks() {
  const links = [];
  for await (const path of glob('{.,packages/*}/node_modules/{*,@*/*}', {
    cwd: source,
  })) {
    if ((await lstat(join(source, path))).isSymbolicLink()) {
      links.push(path);
    }
  }
  return links;
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
      path => !NOT_AT_RUN_TIME.test(path) && !NATIVE_CODE_OF_OTHERS.test(path),
    ),
  );
  for (const path of wanted) {
    await cp(join(source, path), join(target, path), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}
