import { glob, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';

/*
 * Has packages loaded when something of them is used for the first time, and not when the backend starts:
 * node loadOnUse.mjs <folder of the image> <list of names>
 *
 * The names in loadOnUse.json are clients of clouds and code hosts, which Backstage loads whether they are configured or not.
 */
const [folder, list] = process.argv.slice(2);
const root = resolve(folder);

for (const name of JSON.parse(await readFile(list, 'utf8'))) {
  const entries = await findEntries(name);
  if (entries.length === 0) {
    throw new Error(`${name} is not in the image. ${advice(name)}`);
  }
  for (const entry of entries) {
    await defer(name, entry);
    console.log(`${relative(root, entry)} is loaded when it is used.`);
  }
}

/** The file that is required by the name of the package, in each copy of it. */
async function findEntries(name) {
  const entries = new Set();
  for await (const path of glob(`**/node_modules/${name}/package.json`, {
    cwd: root,
  })) {
    const modules = path.slice(0, -`${name}/package.json`.length);
    const { resolve: find } = createRequire(join(root, modules, '..', 'x.js'));
    entries.add(find(name));
  }
  return [...entries];
}

/** Puts a file in its place which has the same names, and loads it when one of them is asked for. */
async function defer(name, entry) {
  const content = createRequire(entry)(entry);
  if (typeof content !== 'object') {
    throw new Error(
      `${name} is a ${typeof content}, which cannot be had without loading it. ${advice(
        name,
      )}`,
    );
  }
  const whole = `whole.${basename(entry)}`;
  await rename(entry, join(dirname(entry), whole));
  await writeFile(entry, standIn(whole, content));
}

function standIn(whole, content) {
  const names = Object.keys(content).filter(key => key !== '__esModule');
  const forImport = names.filter(key => /^(?!default$)[\w$]+$/.test(key));
  return `'use strict';
// Made when the image was built, by deploy/image/loadOnUse.mjs.
Object.defineProperty(exports, '__esModule', { value: ${Boolean(
    content.__esModule,
  )} });
for (const name of ${JSON.stringify(names)}) {
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require('./${whole}')[name],
  });
}
// By this, import knows the names.
0 && (module.exports = { ${forImport.join(', ')} });
`;
}

function advice(name) {
  return `Take ${name} off the list in deploy/image/loadOnUse.json, or build with --build-arg QUICK_START=false.`;
}
