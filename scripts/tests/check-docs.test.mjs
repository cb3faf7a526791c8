import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../lib/command.mjs';

const folder = mkdtempSync(join(root, 'scripts', 'docs-'));
after(() => rmSync(folder, { recursive: true }));

function check(text) {
  const file = join(folder, 'page.txt');
  writeFileSync(file, text);
  return spawnSync(
    process.execPath,
    ['scripts/check-docs.mjs', relative(root, file)],
    { cwd: root, encoding: 'utf8' },
  );
}

function block(language, code) {
  return `\`\`\`${language}\n${code}\n\`\`\`\n`;
}

describe('node scripts/check-docs.mjs', () => {
  const wrong = [
    [
      'ts',
      "const port: number = 'http';",
      /is not assignable to type 'number'/,
    ],
    ['tsx', 'export const page = <Page />;', /Cannot find name 'Page'/],
    ['js', 'exports.name = ;', /Unexpected token/],
    ['json', '{ "name": }', /not valid JSON/],
    ['yaml', 'name: [', /Expected flow sequence/],
    ['yaml', 'auth:\n  providers:\n    oauth2proxy: 1', /must be object/],
    ['ini', 'USERNAME_DOMAIN=a.example', /Did you mean USERNAME_DOMAINS/],
    // part: nginx
    ['nginx', 'proxy_pass nowhere;', /not in deploy\/nginx\/nginx\.conf/],
    // end part
    ['sh', 'echo "', /nterminated/],
    ['console', '$ yarn swim\nsplash', /no script swim/],
    ['sh', 'npm run fly', /no script fly/],
    ['sh', 'yarn workspace app fly', /no script fly/],
    ['sh', 'node scripts/fly.mjs', /no scripts\/fly\.mjs/],
    ['sh', 'cd docs && fly', /no fly$/m],
    ['cobol', 'STOP RUN.', /unknown language/],
  ];
  const page = wrong
    .map(([language, code]) => block(language, code))
    .join('\n');
  const { status, stderr } = check(page);

  it('fails if a block is wrong', () => {
    assert.equal(status, 1);
  });

  for (const [language, code, message] of wrong) {
    it(`refuses ${language}: ${code.replaceAll('\n', ' ')}`, () => {
      const before = page.slice(0, page.indexOf(block(language, code)));
      const [, finding] = stderr.split(
        `page.txt:${before.split('\n').length}: `,
      );
      assert.match(finding, message);
    });
  }

  it('refuses a picture that does not exist', () => {
    const { status: code, stderr: finding } = check(
      '<img src="missing.png" alt="A picture">\n',
    );
    assert.equal(code, 1);
    assert.match(finding, /there is no picture missing\.png/);
  });

  it('accepts blocks with lines in a comment, or at the end of a file', () => {
    const { stdout, stderr: none } = check(`
<!-- code
const port: number = 80;
-->

${block('ts', 'export const next = port + 1;')}

<!-- code in packages/backend/src/auth.ts -->

${block('ts', 'const policy: object = signInPolicy;')}

<!-- code
export const ports: number[] = [
…
];
-->

${block('ts', '80,\n443,')}

<!-- code of a package that is not installed -->

${block('yaml', 'auth:\n  providers:\n    oauth2proxy: 1')}

1. A command:

   \`\`\`sh
   node scripts/dev.mjs # with <your name>
   \`\`\`
`);
    assert.equal(none, '');
    assert.match(stdout, / 5 code blocks, 0 findings/);
  });
});
