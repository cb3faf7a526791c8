import { formatRatio, formatValue } from './format.mjs';

/**
 * What became of a budget. A budget is a limit of the ratio to the peer, or, of what is not compared, of the figure itself.
 *
 * @param {import('../types.mjs').Metric} metric - one with a budget
 */
export function judge({ ours, ratio, unit, budget: { must, goal } }) {
  const compared = ratio !== null;
  const is = compared ? ratio : ours.median;
  const format = compared ? formatRatio : value => formatValue(value, unit);
  return {
    must: `≤ ${format(must)}`,
    goal: `≤ ${format(goal)}`,
    verdict: is <= goal ? 'goal met' : is <= must ? 'met' : 'missed',
  };
}

export function metricsWithBudget({ parts }) {
  return Object.values(parts)
    .flat()
    .filter(({ budget }) => budget);
}
