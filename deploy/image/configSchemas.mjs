import { loadConfigSchema, mergeConfigSchemas } from '@backstage/config-loader';
import assert from 'node:assert/strict';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { probes } from './configProbes.mjs';

/*
 * Prepares the configuration schemas that the backend compiles at each start, so that it has little to compile:
 *
 *   node configSchemas.mjs --backend <folder of the image>   which values are secrets, and are kept out of logs
 *   node configSchemas.mjs --app <dist folder of the app>    which values the browser gets
 *
 * What decides on visibility stays as it is. What only checks values goes: yarn config:check does that.
 */
const { values: target } = parseArgs({
  options: { backend: { type: 'string' }, app: { type: 'string' } },
});
if (target.backend) {
  await prepareBackend(target.backend);
}
if (target.app) {
  await prepareApp(target.app);
}

/** Backstage asks the packages of the workspace for their schemas. In the image, that is one package with one schema. */
async function prepareBackend(folder) {
  const names = [];
  for await (const path of glob('{packages,plugins}/*/package.json')) {
    names.push((await readJson(path)).name);
  }
  const full = await loadConfigSchema({ dependencies: names });
  const short = await shorten(full, /"(visibility|deepVisibility)":"secret"/, {
    visibility: ['secret'],
  });

  await writeJson(
    join(folder, 'packages/backend/secrets.schema.json'),
    short.schemas[0].value,
  );
  await changeJson(join(folder, 'packages/backend/package.json'), manifest => {
    delete manifest.dependencies;
    delete manifest.devDependencies;
    manifest.configSchema = 'secrets.schema.json';
  });
  await changeJson(join(folder, 'package.json'), manifest => {
    manifest.workspaces = ['packages/backend'];
  });
}

async function prepareApp(folder) {
  const path = join(folder, '.config-schema.json');
  const full = await loadConfigSchema({ serialized: await readJson(path) });
  const short = await shorten(
    full,
    /"visibility":"(frontend|secret)"|"deepVisibility":|"deprecated":/,
    { visibility: ['frontend'], withDeprecatedKeys: true },
  );
  await writeJson(path, short);
}

async function shorten(full, decides, options) {
  const { schemas, ...version } = full.serialize();
  const merged = mergeConfigSchemas(schemas.map(({ value }) => value));
  const value = withoutChecks(merged, decides);
  const short = { ...version, schemas: [{ value, path: 'all packages' }] };
  assertSame(full, await loadConfigSchema({ serialized: short }), merged, {
    ...options,
    ignoreSchemaErrors: true,
  });
  return short;
}

/** Whatever is a matter of alternatives stays whole: which one holds may depend on any part of it. */
function withoutChecks(schema, decides) {
  if (!decides.test(JSON.stringify(schema)) && !hasReference(schema)) {
    return true;
  }
  const short = { ...schema };
  for (const keyword of ['properties', 'patternProperties']) {
    if (schema[keyword]) {
      // A name stays although its schema goes, or additionalProperties would apply to it.
      short[keyword] = Object.fromEntries(
        Object.entries(schema[keyword]).map(([name, child]) => [
          name,
          withoutChecks(child, decides),
        ]),
      );
    }
  }
  for (const keyword of ['items', 'additionalProperties']) {
    if (schema[keyword] && !Array.isArray(schema[keyword])) {
      short[keyword] = withoutChecks(schema[keyword], decides);
    }
  }
  return short;
}

function hasReference(schema) {
  return JSON.stringify(schema).includes('"$ref":');
}

/** The proof that nothing was lost: whatever can be written into a configuration is treated as before. */
function assertSame(full, short, merged, options) {
  let visible = 0;
  for (const data of probes(merged)) {
    const configs = [{ data, context: 'probe' }];
    const expected = full.process(configs, options);
    assert.deepEqual(
      short.process(configs, options),
      expected,
      'The shortened configuration schema does not treat every value as the full one does. Build with --build-arg QUICK_START=false, and report this.',
    );
    visible += JSON.stringify(expected).match(/probe-/g)?.length ?? 0;
  }
  assert(visible > 0, 'No configuration schema declares anything visible.');
}

async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

async function writeJson(path, content) {
  await writeFile(path, `${JSON.stringify(content)}\n`);
}

async function changeJson(path, change) {
  const content = await readJson(path);
  change(content);
  await writeJson(path, content);
}
