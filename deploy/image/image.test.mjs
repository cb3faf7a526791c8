import { loadConfigSchema } from '@backstage/config-loader';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

let folder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-'));
});

afterEach(() => rm(folder, { recursive: true }));

const run = (script, ...args) =>
  promisify(execFile)(process.execPath, [
    join(import.meta.dirname, script),
    ...args,
  ]);

const write = async (path, content) => {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return file;
};

const readJson = async path =>
  JSON.parse(await readFile(join(folder, path), 'utf8'));

describe('configSchemas.mjs', () => {
  const process = async (schema, data, options) =>
    (await loadConfigSchema({ serialized: schema })).process(
      [{ data, context: 'test' }],
      options,
    )[0].data;

  describe('of the app', () => {
    const schemaOf = value => ({
      backstageConfigSchemaVersion: 1,
      schemas: [{ path: 'test', value }],
    });
    const frontend = { visibility: ['frontend'] };

    const prepare = async value => {
      await write('.config-schema.json', schemaOf(value));
      await run('configSchemas.mjs', '--app', folder);
      return readJson('.config-schema.json');
    };

    it('lets the browser have what it had', async () => {
      const schema = await prepare({
        type: 'object',
        properties: {
          title: { type: 'string', visibility: 'frontend' },
          port: { type: 'number', minimum: 1 },
        },
      });
      assert.deepEqual(
        await process(schema, { title: 'a', port: 1 }, frontend),
        {
          title: 'a',
        },
      );
    });

    it('does not take a value for one of the others beside it', async () => {
      const schema = await prepare({
        type: 'object',
        properties: { private: { type: 'string', minLength: 2 } },
        additionalProperties: { type: 'string', visibility: 'frontend' },
      });
      assert.deepEqual(
        await process(schema, { private: 'no', other: 'yes' }, frontend),
        { other: 'yes' },
      );
    });

    it('lets alternatives depend on each of their parts', async () => {
      const alternative = (kind, visibility) => ({
        type: 'object',
        properties: {
          kind: { type: 'string', const: kind },
          value: { type: 'string', visibility },
        },
        required: ['kind'],
      });
      const schema = await prepare({
        anyOf: [
          alternative('closed', 'backend'),
          alternative('open', 'frontend'),
        ],
      });
      const shown = kind => process(schema, { kind, value: 'a' }, frontend);
      assert.deepEqual(await shown('open'), { value: 'a' });
      assert.deepEqual(await shown('closed'), {});
    });

    it('leaves nothing to compile where nothing is shown', async () => {
      const { schemas } = await prepare({
        type: 'object',
        properties: {
          title: { type: 'string', visibility: 'frontend' },
          server: { type: 'object', properties: { port: { type: 'number' } } },
        },
      });
      assert.equal(schemas[0].value.properties.server, true);
    });
  });

  it('finds the secrets of all packages for the log of the backend', async () => {
    await write('package.json', { workspaces: ['packages/*'] });
    await write('packages/backend/package.json', {
      name: 'backend',
      dependencies: { '@backstage/backend-defaults': '*' },
    });
    await run('configSchemas.mjs', '--backend', folder);

    assert.deepEqual(await readJson('package.json'), {
      workspaces: ['packages/backend'],
    });
    assert.deepEqual(await readJson('packages/backend/package.json'), {
      name: 'backend',
      configSchema: 'secrets.schema.json',
    });
    const value = await readJson('packages/backend/secrets.schema.json');
    const secrets = {
      backend: {
        auth: { keys: [{ secret: 'a' }] },
        database: { connection: { password: 'b' } },
      },
      integrations: { github: [{ token: 'c' }] },
    };
    const config = structuredClone(secrets);
    config.backend.database.connection.host = 'localhost';
    config.integrations.github[0].host = 'github.com';
    assert.deepEqual(
      await process(
        {
          backstageConfigSchemaVersion: 1,
          schemas: [{ path: 'test', value }],
        },
        config,
        { visibility: ['secret'], ignoreSchemaErrors: true },
      ),
      secrets,
    );
  });
});

describe('loadOnUse.mjs', () => {
  const prepare = async source => {
    await write('node_modules/client/package.json', { main: 'main.js' });
    const entry = await write('node_modules/client/main.js', source);
    const list = await write('list.json', ['client']);
    await run('loadOnUse.mjs', folder, list);
    return entry;
  };

  it('loads a package when something of it is used', async () => {
    globalThis.loaded = 0;
    const entry = await prepare(
      'globalThis.loaded++; exports.Client = class {}; exports.version = 1;',
    );
    const client = createRequire(entry)(entry);
    assert.deepEqual(Object.keys(client), ['Client', 'version']);
    assert.equal(globalThis.loaded, 0);
    assert(new client.Client());
    assert.equal(client.version, 1);
    assert.equal(globalThis.loaded, 1);
  });

  it('leaves names to import', async () => {
    const entry = await prepare('exports.Client = class {};');
    const { Client } = await import(pathToFileURL(entry));
    assert(new Client());
  });

  it('finds other copies of a package', async () => {
    await write('node_modules/other/node_modules/client/package.json', {});
    const copy = await write(
      'node_modules/other/node_modules/client/index.js',
      'exports.a = 1;',
    );
    await prepare('exports.b = 1;');
    assert.match(await readFile(copy, 'utf8'), /loadOnUse/);
  });

  it('fails for a package that is one function, and says what to do', async () => {
    await assert.rejects(
      prepare('module.exports = () => {};'),
      /client is a function.*Take client off the list/,
    );
  });

  it('fails for a package that is not there', async () => {
    const list = await write('list.json', ['client']);
    await assert.rejects(
      run('loadOnUse.mjs', folder, list),
      /client is not in the image/,
    );
  });
});

describe('shortcuts.mjs', () => {
  it('fails where the code is not what it expects, and says what to do', async () => {
    await write('node_modules/ajv/dist/core.js', 'const optimize = 1;');
    await assert.rejects(
      run('shortcuts.mjs', folder),
      /node_modules\/ajv\/dist\/core.js has changed.*QUICK_START=false/,
    );
  });
});
