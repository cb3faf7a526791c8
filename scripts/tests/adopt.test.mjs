import assert from 'node:assert/strict';
import {
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { LEFT_OUT } from '../../e2e-tests/support/adopted.ts';
import {
  applyBlock,
  fileIn,
  readStartCommands,
  readSteps,
} from '../lib/adopt/guide.mjs';
import { root } from '../lib/command.mjs';

describe('the steps in docs/adopt.md', () => {
  const portal = mkdtempSync(join(tmpdir(), 'adopt-'));
  after(() => rmSync(portal, { recursive: true }));

  const apply = (content, language, code) => {
    const file = join(portal, 'file.txt');
    writeFileSync(file, content);
    applyBlock(portal, { language, code, text: 'In `file.txt`, change `x`:' });
    return readFileSync(file, 'utf8');
  };

  it('differ between the frontend systems in one block, and share the others', () => {
    const [legacy, modern] = ['app', 'frontend'].map(name =>
      readSteps(`@backstage/${name}-defaults`).map(({ code }) => code),
    );
    assert.equal(legacy.filter(code => !modern.includes(code)).length, 1);
    assert.equal(modern.filter(code => !legacy.includes(code)).length, 1);
    assert.ok(legacy.filter(code => modern.includes(code)).length > 5);
  });

  it('name the file that each block changes', () => {
    const files = ['app', 'frontend']
      .flatMap(name => readSteps(`@backstage/${name}-defaults`))
      .filter(({ language }) => language !== 'sh')
      .map(({ text }) => fileIn(text));
    assert.deepEqual(
      new Set(files),
      new Set([
        '.gitignore',
        'app-config.yaml',
        'app-config.production.yaml',
        'packages/backend/src/index.ts',
        'packages/app/src/App.tsx',
      ]),
    );
  });

  it('start the portal and the stand-in', () => {
    assert.deepEqual(
      readStartCommands().map(command => command.split(' ')[1].trim()),
      ['start', 'backstage-oauth2proxy-dev'],
    );
  });

  it('change a file with a diff that has several hunks', () => {
    const diff = ' a\n-b\n+c\n@@\n-e\n';
    assert.equal(apply('a\nb\nd\ne\n', 'diff', diff), 'a\nc\nd\n');
  });

  it("fail if a diff's lines are missing or occur twice", () => {
    for (const content of ['b\n', 'a\nb\na\n']) {
      assert.throws(() => apply(content, 'diff', '-a\n'), /exactly once/);
    }
  });

  it('set keys in YAML, and keep the other keys and comments', () => {
    const changed = apply(
      '# mine\napp:\n  title: A\n  baseUrl: b\n',
      'yaml',
      'app:\n  baseUrl: c\nauth:\n  providers: {}\n',
    );
    assert.match(changed, /# mine/);
    assert.deepEqual(parse(changed), {
      app: { title: 'A', baseUrl: 'c' },
      auth: { providers: {} },
    });
  });
});

it('the tests that adopted portals leave out exist', () => {
  const files = globSync('e2e-tests/{contract,journeys}/*.test.ts', {
    cwd: root,
  });
  const tests = files.map(file => readFileSync(join(root, file), 'utf8'));
  const titles = Object.values(LEFT_OUT).flatMap(Object.values).flat();
  for (const title of titles) {
    // Some tests have the title `refuses ${name}`.
    const name = title.replace(/^refuses /, '');
    assert.ok(
      tests.some(text => text.includes(name)),
      `no test contains "${title}"`,
    );
  }
});
