import { metricsWithBudget } from './budgets.mjs';
import { budgetTable, partTable } from './tables.mjs';

/** The parts, in the order of the report. */
export const PARTS = {
  firstLoad: 'First load',
  refresh: 'Signing in and renewing the token',
  start: 'Start and memory',
  image: 'Image',
  development: 'Development',
  growth: 'Growth',
  limit: 'The physical limit',
};

export const BEGIN = '<!-- bench:begin -->';
export const END = '<!-- bench:end -->';

/** Where the plot of a part is, seen from docs/. */
export function plotFile(part) {
  return `performance/${part.replace(/[A-Z]/g, '-$&').toLowerCase()}.svg`;
}

/** The parts that were measured. */
export function measuredParts({ parts }) {
  return Object.entries(PARTS).filter(([part]) => parts[part]?.length > 0);
}

/** What a run has found, as Markdown. */
export function section(results) {
  const metrics = metricsWithBudget(results);
  return [
    conditions(results),
    '### Budgets',
    budgetTable(metrics),
    `![Ratios to the official template, with the limits](${plotFile(
      'budgets',
    )})`,
    ...measuredParts(results).flatMap(([part, title]) => [
      `### ${title}`,
      `![${title}: Gatehouse and the official template](${plotFile(part)})`,
      partTable(results.parts[part]),
    ]),
  ].join('\n\n');
}

function conditions({ date, commit, backstage, machine, runs }) {
  const { cpu, cores, memoryGB, node, os } = machine;
  return `Measured on ${date} at commit ${commit}, Backstage ${backstage}, Node ${node}, on ${os}: ${cpu}, ${cores} cores, ${memoryGB} GB of memory. Runs of each side, in turn: ${runs}. The figures are medians, with the lowest and the highest in brackets.`;
}

/** Puts a section between the markers, in place of the one before. */
export function replaceSection(document, content) {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error(
      `There is no place for the figures: the document needs ${BEGIN} and, below it, ${END}.`,
    );
  }
  return [
    document.slice(0, begin + BEGIN.length),
    `\n\n${content}\n\n`,
    document.slice(end),
  ].join('');
}
