import { loadConfigSchema, mergeConfigSchemas } from '@backstage/config-loader';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/*
 * Writes the configuration schema that tells the backend which values to keep out of its log.
 *
 * Usage: node configSchema.mjs <the image's folder>
 *
 * Backstage collects the schemas of the workspace's packages and their dependencies at startup. Most are in TypeScript, whose compiler is
 * not in the image. So the backend becomes the only package of the workspace, with one schema and no dependencies.
 */
const [folder] = process.argv.slice(2);

const full = await loadConfigSchema({
  dependencies: [],
  packagePaths: [resolve('packages/backend/package.json')],
});
const { schemas } = full.serialize();
await writeJson(
  'packages/backend/config.schema.json',
  onlySecrets(mergeConfigSchemas(schemas.map(({ value }) => value))),
);

const { dependencies, devDependencies, ...backend } = await readJson(
  'packages/backend/package.json',
);
await writeJson('packages/backend/package.json', {
  ...backend,
  configSchema: 'config.schema.json',
});
await writeJson('package.json', {
  ...(await readJson('package.json')),
  workspaces: ['packages/backend'],
});

/** Returns a schema that accepts any value for settings that can't be secret, which halves its compile time. Doesn't simplify `anyOf`, `oneOf` or definitions. */
function onlySecrets(schema) {
  const text = JSON.stringify(schema);
  if (!text.includes('"secret"') && !text.includes('"$ref"')) {
    return true;
  }
  const { properties, items, additionalProperties } = schema;
  const short = { ...schema };
  if (properties) {
    short.properties = Object.fromEntries(
      Object.entries(properties).map(([name, child]) => [
        name,
        onlySecrets(child),
      ]),
    );
  }
  if (items && !Array.isArray(items)) {
    short.items = onlySecrets(items);
  }
  if (additionalProperties) {
    short.additionalProperties = onlySecrets(additionalProperties);
  }
  return short;
}

async function readJson(path) {
  return JSON.parse(await readFile(join(folder, path), 'utf8'));
}

async function writeJson(path, content) {
  await writeFile(join(folder, path), `${JSON.stringify(content)}\n`);
}
