import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { budgetPlot } from './budgetPlot.mjs';
import { judge, metricsWithBudget } from './budgets.mjs';
import { formatMedians, formatSpreads, formatValue } from './format.mjs';
import { pairPlot } from './pairPlot.mjs';
import { BEGIN, END, replaceSection, section } from './section.mjs';

const results = JSON.parse(
  readFileSync(new URL('fixture.json', import.meta.url), 'utf8'),
);
const metric = id =>
  Object.values(results.parts)
    .flat()
    .find(found => found.id === id);

describe('a figure', () => {
  it('has three digits, in the unit that keeps it short', () => {
    assert.equal(formatValue(480.449, 'kB'), '480 kB');
    assert.equal(formatValue(1012.2, 'kB'), '1.01 MB');
    assert.equal(formatValue(8200.3, 'ms'), '8.20 s');
    assert.equal(formatValue(0.0812, 'ms'), '0.0812 ms');
    assert.equal(formatValue(62, 'requests'), '62 requests');
    assert.equal(formatValue(1650.4, 'requests/s'), '1650 requests/s');
  });

  it('has the same unit on both sides', () => {
    assert.deepEqual(formatMedians(metric('firstLoad.js.gzip')), {
      ours: '480 kB',
      peer: '1012 kB',
    });
  });

  it('is told with the lowest and the highest, if they differ', () => {
    assert.equal(
      formatSpreads(metric('firstLoad.time.throttled.cold')).ours,
      '5.60 s (5.40 to 6.10)',
    );
    assert.deepEqual(formatSpreads(metric('image.size')), {
      ours: '233 MB',
      peer: '',
    });
  });
});

describe('a budget', () => {
  it('limits the ratio to the peer', () => {
    assert.deepEqual(judge(metric('firstLoad.js.gzip')), {
      must: '≤ 0.60',
      goal: '≤ 0.50',
      verdict: 'goal met',
    });
  });

  it('limits the figure itself where there is no peer', () => {
    assert.deepEqual(judge(metric('image.size')), {
      must: '≤ 300 MB',
      goal: '≤ 220 MB',
      verdict: 'met',
    });
  });

  it('that is missed is called so', () => {
    assert.equal(
      judge(metric('firstLoad.time.throttled.cold')).verdict,
      'missed',
    );
  });
});

describe('the section of figures', () => {
  const markdown = section(results);

  it('names the machine, the versions and the number of runs', () => {
    for (const fact of [
      '2026-11-25',
      '0123456789ab',
      'Backstage 1.55.0',
      'Node v24.21.0',
      'Some CPU, 2 cores, 24 GB',
      'Runs of each side, in turn: 3.',
    ]) {
      assert.ok(markdown.includes(fact), fact);
    }
  });

  it('has the budgets first, then each part that was measured', () => {
    const headings = [...markdown.matchAll(/^### (.+)$/gm)].map(
      ([, heading]) => heading,
    );
    assert.deepEqual(headings, [
      'Budgets',
      'First load',
      'Signing in and renewing the token',
      'Image',
    ]);
  });

  it('says of each budget what became of it', () => {
    assert.match(
      markdown,
      /^\| Time to the signed-in page, throttled, cold cache \| 5.60 s \| 8.20 s \| 0.68 \| ≤ 0.65 \| ≤ 0.50 \| missed \|$/m,
    );
    assert.match(
      markdown,
      /^\| Image, uncompressed \| 233 MB \|  \|  \| ≤ 300 MB \| ≤ 220 MB \| met \|$/m,
    );
  });

  it('leaves out a column that nothing is in', () => {
    assert.match(markdown, /^\| Image, uncompressed \| 233 MB \|$/m);
  });

  it('takes the place of the one before, and of nothing else', () => {
    const document = `before\n${BEGIN}\nold\n${END}\nafter\n`;
    const replaced = replaceSection(document, 'new');
    assert.equal(replaced, `before\n${BEGIN}\n\nnew\n\n${END}\nafter\n`);
    assert.equal(replaceSection(replaced, 'new'), replaced);
  });

  it('needs a document with a place for it', () => {
    assert.throws(
      () => replaceSection(`${END}\n${BEGIN}`, 'new'),
      /the document needs <!-- bench:begin -->/,
    );
  });
});

describe('a plot', () => {
  const pairs = pairPlot('First load & more', results.parts.firstLoad);
  const budgets = budgetPlot(
    metricsWithBudget(results).filter(({ ratio }) => ratio !== null),
  );

  it('says in words what it shows', () => {
    assert.match(pairs, /<title id="title">First load &amp; more<\/title>/);
    assert.match(
      pairs,
      /<desc id="description">.*throttled, cold cache: Gatehouse 5.60 s, template 8.20 s, ratio 0.68\./,
    );
    assert.match(
      budgets,
      /<desc id="description">.*ratio 0.47, must be ≤ 0.60, goal ≤ 0.50: goal met\./,
    );
  });

  it('has a bar for each side, the larger at full width', () => {
    const widths = [
      ...pairs.matchAll(
        /<rect class="(?:ours|peer)" x="360" .*?width="(.*?)"/g,
      ),
    ].map(([, width]) => Number(width));
    assert.equal(widths.length, 6);
    assert.equal(widths[1], 460);
    assert.equal(widths[0], 218.3);
  });

  it('shows a side that has no peer alone', () => {
    const plot = pairPlot('Image', results.parts.image);
    assert.equal(plot.match(/class="ours" x="360"/g).length, 1);
    assert.doesNotMatch(plot, /class="peer" x="360"/);
  });

  it('marks what is better when it is longer', () => {
    const plot = pairPlot('Refresh', results.parts.refresh);
    assert.match(plot, />Requests a second, 10 connections ↑</);
    assert.match(plot, /10 connections \(more is better\): Gatehouse/);
  });

  it('has a ground of its own, for light and for dark', () => {
    assert.match(pairs, /<rect class="ground"/);
    assert.match(pairs, /prefers-color-scheme: dark/);
  });
});
