import { judge } from './budgets.mjs';
import { formatRatio, formatSide, formatValue } from './format.mjs';

const OURS = 'Gatehouse';
const PEER = 'template';

export function budgetTable(metrics) {
  return table(
    ['what', OURS, PEER, 'ratio', 'must', 'goal', ''],
    metrics.map(metric => {
      const { must, goal, verdict } = judge(metric);
      return [...medians(metric), must, goal, verdict];
    }),
  );
}

/** All figures of a part; with three runs or more, from the lowest to the highest. */
export function partTable(metrics) {
  return table(
    ['what', OURS, PEER, 'ratio', 'remark'],
    metrics.map(({ title, unit, ours, peer, ratio, note = '' }) => [
      title,
      formatSide(ours, unit),
      formatSide(peer, unit),
      formatRatio(ratio),
      note,
    ]),
  );
}

function medians({ title, unit, ours, peer, ratio }) {
  return [
    title,
    formatValue(ours.median, unit),
    peer ? formatValue(peer.median, unit) : '',
    formatRatio(ratio),
  ];
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
