import { judge } from './budgets.mjs';
import { formatRatio } from './format.mjs';
import { BARS, rowLabel } from './rows.mjs';
import { line, picture, rect, text } from './svg.mjs';

const TITLE = 'How much of what the official template needs';
const TOP = 84;
const ROW = 40;
/** Of a ratio, with room on both sides. */
const LABEL_WIDTH = 45;
const BAR = 18;
/** The peer itself; a ratio beyond it needs room, too. */
const LARGEST = 1.15;

/**
 * The ratios that there are budgets for, with marks where the limits are.
 *
 * @param {import('../types.mjs').Metric[]} metrics - with a budget and a ratio
 */
export function budgetPlot(metrics) {
  const height = TOP + metrics.length * ROW + 8;
  return picture(
    { title: TITLE, description: metrics.map(inWords).join(' '), height },
    text(20, 32, TITLE, { 'font-size': 18, 'font-weight': 600 }),
    text(
      20,
      54,
      'Shorter is better. Solid mark: the limit that must be kept; dashed mark: the goal.',
      { class: 'quiet' },
    ),
    text(at(1), TOP - 12, 'template', {
      class: 'quiet',
      'text-anchor': 'middle',
    }),
    line(at(1), TOP - 6, at(1), height - 10, { 'stroke-opacity': 0.4 }),
    metrics.flatMap((metric, index) => row(metric, TOP + index * ROW)),
  );
}

function row({ title, ratio, budget: { must, goal } }, y) {
  const mark = (limit, attributes) =>
    line(at(limit), y - 5, at(limit), y + BAR + 5, {
      'stroke-width': 2,
      ...attributes,
    });
  return [
    ...rowLabel(title, y + BAR / 2),
    rect({
      class: 'ours',
      x: BARS.x,
      y,
      width: at(ratio) - BARS.x,
      height: BAR,
    }),
    mark(must),
    mark(goal, { 'stroke-dasharray': '3 3' }),
    ratioLabel(ratio, y + 14),
  ];
}

/** In the bar, or beside it where the bar is too short. */
function ratioLabel(ratio, y) {
  const fits = at(ratio) - BARS.x > LABEL_WIDTH;
  return text((fits ? BARS.x : at(ratio)) + 8, y, formatRatio(ratio), {
    ...(fits && { class: 'inside' }),
    'font-weight': 600,
  });
}

function at(ratio) {
  return BARS.x + (Math.min(ratio, LARGEST) / LARGEST) * BARS.width;
}

function inWords(metric) {
  const { must, goal, verdict } = judge(metric);
  return `${metric.title}: ratio ${formatRatio(
    metric.ratio,
  )}, must be ${must}, goal ${goal}: ${verdict}.`;
}
