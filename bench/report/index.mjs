import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../../scripts/paths.mjs';
import { budgetPlot } from './budgetPlot.mjs';
import { metricsWithBudget } from './budgets.mjs';
import { pairPlot } from './pairPlot.mjs';
import {
  measuredParts,
  plotFile,
  replaceSection,
  section,
} from './section.mjs';

/** A plot of more rows would say nothing; the table has them all. */
const MOST_ROWS = 20;

const DOCS = join(root, 'docs');
const DOCUMENT = join(DOCS, 'performance.md');

/** Writes the figures of a run into docs/performance.md, and the plots beside it. */
export async function writeReport(resultsFile) {
  const results = JSON.parse(await readFile(resultsFile, 'utf8'));
  await mkdir(join(DOCS, 'performance'), { recursive: true });
  for (const [name, plot] of plots(results)) {
    await writeFile(join(DOCS, plotFile(name)), plot);
  }
  const document = await readFile(DOCUMENT, 'utf8');
  await writeFile(
    DOCUMENT,
    await formatted(replaceSection(document, section(results))),
  );
}

function plots(results) {
  const compared = metricsWithBudget(results).filter(
    ({ ratio }) => ratio !== null,
  );
  return [
    ['budgets', budgetPlot(compared)],
    ...measuredParts(results).map(([part, title]) => [
      part,
      pairPlot(title, plotted(results.parts[part])),
    ]),
  ];
}

function plotted(metrics) {
  return metrics.length > MOST_ROWS
    ? metrics.filter(({ budget }) => budget)
    : metrics;
}

async function formatted(markdown) {
  const options = await prettier.resolveConfig(DOCUMENT);
  return prettier.format(markdown, { ...options, filepath: DOCUMENT });
}
