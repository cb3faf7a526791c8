import { median, pairedRatio } from './statistics.mjs';

const summary = values => ({ median: median(values), values });

/**
 * One figure of both sides.
 *
 * @param {{ id: string, title: string, unit: string, lowerIsBetter?: boolean, budget?: { must: number, goal: number }, note?: string }}
 * about
 * @param {{ ours: number[], peer?: number[] }} values
 */
export function metric(about, { ours, peer }) {
  return {
    lowerIsBetter: true,
    ...about,
    ours: summary(ours),
    peer: peer ? summary(peer) : null,
    ratio: peer ? pairedRatio(ours, peer) : null,
  };
}

/** The figures of runs that measure several at once: `{ ours: [{ a, b }], peer: [{ a, b }] }`, one metric for each of `abouts`. */
export function metricsOf(abouts, { ours, peer }) {
  return Object.entries(abouts).map(([key, about]) =>
    metric(about, {
      ours: ours.map(run => run[key]),
      peer: peer?.map(run => run[key]),
    }),
  );
}
