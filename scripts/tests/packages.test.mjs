import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../lib/command.mjs';
import { PACKAGES } from '../lib/packages.mjs';

/** What a tarball must contain besides package.json, README.md, LICENSE and the build, by folder. */
const CONTENT = {
  'plugins/auth-oauth2proxy': [
    'config.d.ts',
    'migrations/20261127120000_identities.js',
  ],
  'plugins/auth-oauth2proxy-react': [
    'config.d.ts',
    'bin/backstage-oauth2proxy-pages.js',
    'static/signed-in.html',
    'static/signed-in.js',
    'static/signed-out.html',
  ],
  'plugins/catalog-people': [],
  'packages/dev-proxy': [
    'bin/backstage-oauth2proxy-dev.js',
    'templates/sign_in.html',
    'templates/error.html',
  ],
};
const BUILD = ['dist/index.js', 'dist/index.d.ts'];

const manifests = Object.keys(PACKAGES).map(folder =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
);

for (const [index, folder] of Object.keys(PACKAGES).entries()) {
  describe(`the package in ${folder}`, () => {
    const copy = mkdtempSync(join(tmpdir(), 'package-'));
    after(() => rmSync(copy, { recursive: true }));

    it('contains what an installation needs, and no source or tests', () => {
      cpSync(join(root, folder), copy, {
        recursive: true,
        filter: path => !['node_modules', 'dist'].includes(basename(path)),
      });
      for (const [name, original] of Object.entries(PACKAGES[folder])) {
        cpSync(join(root, original), join(copy, name), { recursive: true });
      }
      mkdirSync(join(copy, 'dist'));
      BUILD.forEach(file => writeFileSync(join(copy, file), ''));

      const [{ files }] = JSON.parse(
        execFileSync(
          'npm',
          ['pack', '--dry-run', '--json', '--ignore-scripts'],
          {
            cwd: copy,
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          },
        ),
      );
      const paths = files.map(({ path }) => path);
      const expected = ['package.json', 'README.md', 'LICENSE', ...BUILD];
      for (const path of [...expected, ...CONTENT[folder]]) {
        assert.ok(paths.includes(path), `${path} is missing`);
      }
      // npm always packs the file in `main`. Before a real `npm pack`, Backstage's prepack script changes `main` to a file in dist.
      const sources = paths.filter(path => /^src\/|\.test\./.test(path));
      assert.deepEqual(sources, ['src/index.ts']);
    });

    it('can be published, and depends only on published packages', () => {
      const { private: isPrivate, license, ...manifest } = manifests[index];
      assert.equal(isPrivate, undefined);
      assert.equal(license, 'Apache-2.0');
      const names = manifests.map(({ name }) => name);
      const workspaces = Object.entries(manifest.dependencies)
        .filter(([, range]) => range.startsWith('workspace:'))
        .filter(([name]) => !names.includes(name));
      assert.deepEqual(workspaces, []);
    });

    it('has a README without links into this repository', () => {
      const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
      assert.deepEqual(readme.match(/\]\((?!https?:|#)[^)]*\)/g), null);
    });
  });
}
