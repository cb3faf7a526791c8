import { formatMedians, formatRatio } from './format.mjs';
import { BARS, rowLabel } from './rows.mjs';
import { line, picture, rect, text } from './svg.mjs';

const TOP = 98;
const ROW = 46;
const BAR = 15;
const HINT =
  'Shorter is better; longer where marked ↑. Each pair has a scale of its own. Thin line: lowest to highest.';

/**
 * Two bars for each figure, ours above the peer's. Figures have different units, so each pair has a scale of its own.
 *
 * @param {string} title
 * @param {import('../types.mjs').Metric[]} metrics
 */
export function pairPlot(title, metrics) {
  return picture(
    {
      title,
      description: metrics.map(inWords).join(' '),
      height: TOP + metrics.length * ROW + 12,
    },
    text(20, 32, title, { 'font-size': 18, 'font-weight': 600 }),
    text(20, 54, HINT, { class: 'quiet' }),
    legend(),
    metrics.flatMap((metric, index) => pair(metric, TOP + index * ROW)),
  );
}

function legend() {
  const y = 68;
  const entry = (x, side, words) => [
    rect({ class: side, x, y, width: 12, height: 12 }),
    text(x + 18, y + 11, words, { class: 'quiet' }),
  ];
  return [
    ...entry(20, 'ours', 'Gatehouse'),
    ...entry(120, 'peer', 'official template'),
  ];
}

function pair(metric, top) {
  const { title, lowerIsBetter, ours, peer } = metric;
  const texts = formatMedians(metric);
  const sides = Object.entries({ ours, peer }).filter(([, side]) => side);
  const largest = Math.max(...sides.flatMap(([, { values }]) => values));
  const scale = value => (largest > 0 ? (value / largest) * BARS.width : 0);
  const middle = top + (sides.length * BAR) / 2;
  return [
    ...rowLabel(lowerIsBetter ? title : `${title} ↑`, middle),
    ...sides.flatMap(([name, side], index) =>
      bar(name, side, {
        y: top + index * (BAR + 2),
        scale,
        label: texts[name],
      }),
    ),
  ];
}

function bar(name, { median, values }, { y, scale, label }) {
  const [from, to] = [Math.min(...values), Math.max(...values)].map(scale);
  const middle = y + BAR / 2;
  return [
    rect({ class: name, x: BARS.x, y, width: scale(median), height: BAR }),
    ...(from === to ? [] : [line(BARS.x + from, middle, BARS.x + to, middle)]),
    text(BARS.x + to + 8, middle + 5, label),
  ];
}

function inWords(metric) {
  const { title, lowerIsBetter, peer, ratio } = metric;
  const texts = formatMedians(metric);
  const figures = [
    `Gatehouse ${texts.ours}`,
    ...(peer ? [`template ${texts.peer}`] : []),
    ...(ratio === null ? [] : [`ratio ${formatRatio(ratio)}`]),
  ];
  const remark = lowerIsBetter ? '' : ' (more is better)';
  return `${title}${remark}: ${figures.join(', ')}.`;
}
