import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * Changes other people's code where the backend does at each start what it need not do: node shortcuts.mjs <folder of the image>
 *
 * docs/decisions/0015-a-quick-start.md says what each is worth.
 */
const SHORTCUTS = [
  {
    name: 'schemas are compiled as they are, without looking for what could be left out of the result',
    file: 'node_modules/ajv/dist/core.js',
    find: '_optz === undefined ? 1 :',
    replace: '_optz === undefined ? 0 :',
  },
  {
    name: 'API documents, which come with the packages, are not checked themselves; requests are, by them',
    file: 'node_modules/express-openapi-validator/dist/framework/openapi.schema.validator.js',
    find: `ajvInstance.addSchema(schema);
        this.validator = ajvInstance.compile(schema);`,
    replace: 'this.validator = () => true;',
  },
];

const [root] = process.argv.slice(2);
for (const { name, file, find, replace } of SHORTCUTS) {
  const path = join(root, file);
  const parts = (await readFile(path, 'utf8')).split(find);
  if (parts.length !== 2) {
    throw new Error(
      `${file} has changed, so the shortcut that "${name}" cannot be taken. Adapt it in deploy/image/shortcuts.mjs, take it out there, or build with --build-arg QUICK_START=false.`,
    );
  }
  await writeFile(path, parts.join(replace));
  console.log(`Shortcut: ${name}`);
}
