import { loadConfigSchema } from '@backstage/config-loader';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';

let folder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-'));
});

afterEach(() => rm(folder, { recursive: true }));

const clone = join(import.meta.dirname, '../..');

const run = (script, args, cwd) =>
  promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, script), ...args],
    { cwd },
  );

const write = async (path, content) => {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(content));
};

const readJson = async path =>
  JSON.parse(await readFile(join(folder, path), 'utf8'));

describe('catalogFiles.mjs', () => {
  const copy = async locations => {
    await write('clone/app-config.yaml', { catalog: { locations } });
    await run(
      'catalogFiles.mjs',
      ['../image', 'app-config.yaml'],
      join(folder, 'clone'),
    );
    const entries = await readdir(join(folder, 'image'), {
      recursive: true,
      withFileTypes: true,
    });
    return entries
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name).slice(join(folder, 'image/').length),
      )
      .sort();
  };

  it('copies the catalog files that the configuration refers to, with their folders', async () => {
    await write('clone/catalog-info.yaml', {});
    await write('clone/org/teams.yaml', {});
    await write('clone/org/people/ada.yaml', {});
    await write('clone/templates/service/template.yaml', {});
    await write('clone/templates/service/content/package.json', {});
    await write('clone/other/secret.yaml', {});
    await write('outside.yaml', {});
    const file = target => ({ type: 'file', target });

    assert.deepEqual(
      await copy([
        file('../../catalog-info.yaml'),
        file('../../org/teams.yaml'),
        file('../../templates/*/template.yaml'),
        file('../../missing/org.yaml'),
        file('../../../outside.yaml'),
        { type: 'url', target: 'https://example.com/org.yaml' },
      ]),
      [
        'app-config.yaml',
        'catalog-info.yaml',
        'org/people/ada.yaml',
        'org/teams.yaml',
        'templates/service/content/package.json',
        'templates/service/template.yaml',
      ],
    );
  });

  it('works without catalog locations', async () => {
    assert.deepEqual(await copy([]), ['app-config.yaml']);
  });
});

describe('configSchema.mjs', () => {
  it("finds all packages' secrets", async () => {
    await write('package.json', { workspaces: ['packages/*'] });
    await write('packages/backend/package.json', {
      name: 'backend',
      dependencies: { '@backstage/backend-defaults': '*' },
    });
    await run('configSchema.mjs', [folder], clone);

    assert.deepEqual(await readJson('package.json'), {
      workspaces: ['packages/backend'],
    });
    assert.deepEqual(await readJson('packages/backend/package.json'), {
      name: 'backend',
      configSchema: 'config.schema.json',
    });
    const value = await readJson('packages/backend/config.schema.json');
    const schema = await loadConfigSchema({
      serialized: {
        backstageConfigSchemaVersion: 1,
        schemas: [{ path: 'test', value }],
      },
    });
    const secrets = {
      backend: {
        auth: { keys: [{ secret: 'a' }] },
        database: { connection: { password: 'b' } },
      },
      integrations: { github: [{ token: 'c' }] },
    };
    const data = structuredClone(secrets);
    data.backend.database.connection.host = 'localhost';
    data.integrations.github[0].host = 'github.com';
    const [shown] = schema.process([{ data, context: 'test' }], {
      visibility: ['secret'],
      ignoreSchemaErrors: true,
    });
    assert.deepEqual(shown.data, secrets);
    // The schema accepts any value for settings that can't be secret.
    assert.equal(value.properties.organization, true);
  });
});

describe('loadOnUse.cjs', () => {
  const { names } = createRequire(import.meta.url)('./loadOnUse.cjs');

  /** Runs a script with stand-ins. It can require the backend's packages, or load them without stand-ins by `loadOriginal`. */
  const runWithStandIns = async script => {
    await promisify(execFile)(
      process.execPath,
      [
        `--require=${join(import.meta.dirname, 'loadOnUse.cjs')}`,
        '--eval',
        `const assert = require('node:assert/strict');
         const loadOriginal = name => require(require.resolve(name));
         const isLoaded = name => require.resolve(name) in require.cache;
         (async () => {${script}})().catch(error => {
           console.error(error);
           process.exit(1);
         });`,
      ],
      { cwd: join(clone, 'packages/backend') },
    );
  };

  it('lists only packages that are installed', () => {
    const { resolve } = createRequire(join(clone, 'packages/backend/x.js'));
    const isMissing = name => {
      try {
        resolve(name);
        return false;
      } catch {
        return true;
      }
    };
    assert.deepEqual(
      names.filter(isMissing),
      [],
      'These packages are no longer installed. Remove them from deploy/image/loadOnUse.cjs.',
    );
  });

  for (const name of names) {
    it(`loads ${name} completely on first use`, () =>
      runWithStandIns(`
        const standIn = require('${name}');
        // The way in which compiled code imports the default export.
        const withDefault = typeof standIn === 'object' && 'default' in standIn ? standIn : { default: standIn };
        assert(!isLoaded('${name}'));

        const original = loadOriginal('${name}');
        assert.deepEqual(Reflect.ownKeys(standIn), Reflect.ownKeys(original));
        assert.deepEqual({ ...standIn }, { ...original });
        for (const key of Object.keys(original)) {
          assert.equal(standIn[key], original[key]);
        }
        for (const key of Object.keys(original.default ?? original)) {
          assert.equal(withDefault.default[key], (original.default ?? original)[key]);
        }`));
  }

  it('lets functions be called, constructed, and extended', () =>
    runWithStandIns(`
      const Docker = require('dockerode');
      class OwnDocker extends Docker {}
      const docker = new OwnDocker({ host: 'docker.example.com' });
      assert(docker instanceof loadOriginal('dockerode'));
      assert(docker instanceof Docker);
      assert.equal(docker.getContainer('one').id, 'one');

      const archive = require('archiver')('zip');
      archive.append('content', { name: 'file' });
      archive.finalize();
      const chunks = await archive.toArray();
      assert.equal(Buffer.concat(chunks).toString('latin1', 0, 2), 'PK');`));

  it('lets named and default exports be used', () =>
    runWithStandIns(`
      const { S3Client } = require('@aws-sdk/client-s3');
      assert(new S3Client({ region: 'eu-west-1' }) instanceof loadOriginal('@aws-sdk/client-s3').S3Client);

      const { md } = require('node-forge');
      assert.equal(
        md.sha256.create().update('text').digest().toHex(),
        require('crypto').hash('sha256', 'text'),
      );

      const sodium = require('libsodium-wrappers');
      await sodium.ready;
      const { publicKey, privateKey } = sodium.crypto_box_keypair();
      const box = sodium.crypto_box_seal('text', publicKey);
      assert.equal(sodium.crypto_box_seal_open(box, publicKey, privateKey, 'text'), 'text');`));
});
