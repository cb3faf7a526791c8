import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { overBudget } from './budgets.mjs';
import { readInitialFiles, weigh } from './initialFiles.mjs';
import { codeByPackage, weighPackages } from './packages.mjs';
import { bundleReport } from './report.mjs';

const SOURCES = [
  'webpack://app/./src/App.tsx',
  'webpack://app/../../node_modules/@scope/one/index.js',
  'webpack://app/../../node_modules/two/index.js',
  'webpack://app/../../node_modules/@scope/one/node_modules/two/index.js',
  'webpack://app/webpack/runtime/publicPath',
];
const CODE = 'AAAABBBCCD\nEEF';
/** In each line: column, source, line and column in the source. */
const MAPPINGS = [
  [
    [0, 0, 0, 0],
    [4, 1, 0, 0],
    [7, 2, 0, 0],
    [9, 3, 0, 0],
  ],
  [[0, 4, 0, 0], [2]],
];

describe('the built app', () => {
  let dist;

  before(async () => {
    dist = await mkdtemp(join(tmpdir(), 'bundle-'));
    await mkdir(join(dist, 'static'));
    const write = (path, content) => writeFile(join(dist, path), content);
    await write(
      'index.html',
      `<link rel="icon" href="/icon.svg">
       <link href="/base/static/style.css" rel="stylesheet">
       <link rel="modulepreload" href="/base/static/one.js">
       <link rel="prefetch" href="/base/static/later.js">
       <script defer src="/base/static/one.js"></script>
       <script defer="defer" src="/base/static/two.js"></script>`,
    );
    await write('static/style.css', 'a{}');
    await write('static/later.js', 'never');
    for (const name of ['one', 'two']) {
      await write(`static/${name}.js`, CODE);
      await write(
        `static/${name}.js.map`,
        JSON.stringify({
          version: 3,
          sources: SOURCES,
          names: [],
          mappings: MAPPINGS,
        }),
      );
    }
  });

  after(() => rm(dist, { recursive: true }));

  it('starts with what index.html names, each file once, and not with what it fetches for later', async () => {
    const files = await readInitialFiles(dist);
    assert.deepEqual(
      files.map(({ path, kind }) => [path, kind]),
      [
        ['static/style.css', 'css'],
        ['static/one.js', 'js'],
        ['static/two.js', 'js'],
      ],
    );
  });

  it('weighs what its files weigh, compressed one by one', async () => {
    const files = await readInitialFiles(dist);
    const [css] = files;
    assert.deepEqual(weigh(files), {
      files: 3,
      bytes: 3 + 2 * CODE.length,
      gzip: css.gzip + 2 * files[1].gzip,
    });
  });

  it('consists of packages that weigh what the files weigh', async () => {
    const files = (await readInitialFiles(dist)).filter(
      ({ kind }) => kind === 'js',
    );
    const packages = await weighPackages(dist, files);
    const sum = key => packages.reduce((total, item) => total + item[key], 0);
    assert.equal(sum('bytes'), 2 * CODE.replace('\n', '').length);
    assert.equal(Math.round(sum('gzip')), weigh(files).gzip);
  });
});

describe('code by package', () => {
  const pieces = codeByPackage(CODE, {
    version: 3,
    sources: SOURCES,
    names: [],
    mappings: MAPPINGS,
  });

  it('goes to the package that it came from', () => {
    assert.equal(pieces.get('this repository'), 'AAAA');
    assert.equal(pieces.get('@scope/one'), 'BBB');
    assert.equal(pieces.get('two'), 'CC');
  });

  it('names a copy that a package has for itself apart', () => {
    assert.equal(pieces.get('two in @scope/one'), 'D');
  });

  it('is the bundler’s where nothing else has a claim', () => {
    assert.equal(pieces.get('bundler'), 'EEF');
  });
});

describe('a budget', () => {
  const limits = {
    js: { files: 10, bytes: 300_000, gzip: 100_000 },
    css: { files: 1, bytes: 20_000, gzip: 5_000 },
  };

  it('is kept when everything is at its limit', () => {
    assert.deepEqual(overBudget(limits, limits), []);
  });

  it('that is not kept says what grew, and by how much', () => {
    const measured = {
      js: { files: 12, bytes: 300_000, gzip: 102_500 },
      css: limits.css,
    };
    assert.deepEqual(overBudget(measured, limits), [
      'First load: requests for JavaScript: 12, which is 2 (20.0 %) over the budget of 10.',
      'First load: JavaScript, gzip: 102.5 kB, which is 2.5 kB (2.5 %) over the budget of 100.0 kB.',
    ]);
  });
});

describe('the bundle report', () => {
  const packages = [
    { name: 'heavy', bytes: 6000, gzip: 3000 },
    { name: 'light', bytes: 2000, gzip: 500 },
    { name: 'lighter', bytes: 1000, gzip: 500 },
  ];

  it('has a line for each package, and the sum', () => {
    assert.deepEqual(bundleReport(packages).split('\n').slice(2), [
      '| heavy | 6.0 kB | 3.0 kB | 75.0 % |',
      '| light | 2.0 kB | 0.5 kB | 12.5 % |',
      '| lighter | 1.0 kB | 0.5 kB | 12.5 % |',
      '| all | 9.0 kB | 4.0 kB | 100.0 % |',
    ]);
  });

  it('puts what is not listed into one line', () => {
    assert.deepEqual(bundleReport(packages, 1).split('\n').slice(2), [
      '| heavy | 6.0 kB | 3.0 kB | 75.0 % |',
      '| 2 more | 3.0 kB | 1.0 kB | 25.0 % |',
      '| all | 9.0 kB | 4.0 kB | 100.0 % |',
    ]);
  });
});
