import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { readJson, root } from './clone.mjs';
import { read } from './commands.mjs';

/**
 * Compares samples that were taken in pairs, one right after the other, so that a machine that slows down affects both.
 *
 * @param {number[]} ours
 * @param {number[]} peer
 */
export function compare(ours, peer) {
  const ratios = ours.map((value, index) => value / peer[index]);
  return {
    ours: median(ours),
    peer: median(peer),
    ratio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
  };
}

/** The figures as a Markdown table, as in docs/performance.md. */
export function formatTable(figures) {
  const rows = Object.values(figures).map(
    ({ title, unit, ours, peer, ratio, lowestRatio, highestRatio }) =>
      [
        title,
        `${round(ours)} ${unit}`.trim(),
        `${round(peer)} ${unit}`.trim(),
        `**${ratio.toFixed(2)}** (${lowestRatio.toFixed(
          2,
        )} to ${highestRatio.toFixed(2)})`,
      ].join(' | '),
  );
  return [
    '| | Gatehouse | template | ratio |',
    '| --- | --- | --- | --- |',
    ...rows.map(row => `| ${row} |`),
  ].join('\n');
}

/** Writes the summary of a run, and returns the file's name. */
export function writeSummary(figures, runs) {
  const now = new Date().toISOString();
  const summary = {
    date: now,
    commit: read('git', '-C', root, 'describe', '--always', '--dirty'),
    backstage: readJson('backstage.json').version,
    machine: {
      cpu: cpus()[0].model,
      cores: cpus().length,
      memoryGB: Math.round(totalmem() / 1e9),
    },
    runs,
    figures,
  };
  const folder = `${root}bench/results`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${now.slice(0, 16).replace(':', '')}.json`;
  writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
  return file;
}

function round(value) {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}
