import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { backstageVersions, editTemplate } from './peerTemplate.mjs';

const GUEST = '@backstage/plugin-auth-backend-module-guest-provider';
const OAUTH2_PROXY =
  '@backstage/plugin-auth-backend-module-oauth2-proxy-provider';

const TEMPLATE = {
  'package.json': '{ "name": "root" }',
  '.yarnrc.yml': 'npmMinimalAgeGate: 3d\n',
  'packages/backend/package.json': `{ "dependencies": { "${GUEST}": "^0.2.23" } }`,
  'packages/backend/src/index.ts': `backend.add(import('${GUEST}'));\n`,
  'packages/app/src/App.tsx':
    "import {\n  SignInPage,\n} from 'x';\n" +
    "SignInPage: props => <SignInPage {...props} auto providers={['guest']} />,\n",
};

describe('editTemplate', () => {
  let folder;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'template-'));
    for (const [path, text] of Object.entries(TEMPLATE)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  const edit = () =>
    editTemplate(folder, {
      lockfile: '# lock',
      resolutions: { [OAUTH2_PROXY]: '0.3.3', jose: '5.0.0' },
    });
  const read = path => readFile(join(folder, path), 'utf8');

  it('signs in with the oauth2-proxy provider instead of the guest provider', async () => {
    await edit();
    const manifest = JSON.parse(await read('packages/backend/package.json'));
    assert.deepEqual(manifest.dependencies, { [OAUTH2_PROXY]: '0.3.3' });
    assert.equal(
      await read('packages/backend/src/index.ts'),
      `backend.add(import('${OAUTH2_PROXY}'));\n`,
    );
    assert.match(
      await read('packages/app/src/App.tsx'),
      /<ProxiedSignInPage \{\.\.\.props\} provider="oauth2Proxy" \/>/,
    );
  });

  it('uses the given versions', async () => {
    await edit();
    const { resolutions } = JSON.parse(await read('package.json'));
    assert.equal(resolutions.jose, '5.0.0');
    assert.equal(await read('yarn.lock'), '# lock');
  });

  it('refuses a template that has changed', async () => {
    await writeFile(join(folder, 'packages/app/src/App.tsx'), 'other');
    await assert.rejects(edit(), /The template has changed: .*App\.tsx/);
  });
});

describe('backstageVersions', () => {
  it('takes the newest version of each Backstage package', () => {
    const resolve = spec => `  version: 1\n  resolution: "${spec}"\n`;
    const lockfile = [
      '@backstage/config@npm:1.9.0',
      '@backstage/config@npm:1.10.0',
      '@backstage/types@npm:1.2.2',
      'jose@npm:5.10.0',
    ].map(resolve);
    assert.deepEqual(backstageVersions(lockfile.join('\n')), {
      '@backstage/config': '1.10.0',
      '@backstage/types': '1.2.2',
    });
  });
});
