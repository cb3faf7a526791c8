import { judge } from './budgets.mjs';
import { formatMedians, formatRatio, formatSpreads } from './format.mjs';

const OURS = 'Gatehouse';
const PEER = 'template';

export function budgetTable(metrics) {
  return table(
    ['what', OURS, PEER, 'ratio', 'must', 'goal', ''],
    metrics.map(metric => {
      const { ours, peer } = formatMedians(metric);
      const { must, goal, verdict } = judge(metric);
      const ratio = formatRatio(metric.ratio);
      return [metric.title, ours, peer, ratio, must, goal, verdict];
    }),
  );
}

/** All figures of a part, from the lowest to the highest. */
export function partTable(metrics) {
  return table(
    ['what', OURS, PEER, 'ratio', 'remark'],
    metrics.map(metric => {
      const { ours, peer } = formatSpreads(metric);
      const { title, ratio, note = '' } = metric;
      return [title, ours, peer, formatRatio(ratio), note];
    }),
  );
}

/** Columns that nothing is in are left out. */
function table(heads, rows) {
  const used = heads.map((_, column) => rows.some(row => row[column] !== ''));
  const line = cells =>
    `| ${cells.filter((_, column) => used[column]).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}
