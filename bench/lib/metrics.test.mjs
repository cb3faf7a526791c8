import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metric, metricsOf } from './metrics.mjs';

const ABOUT = { id: 'a', title: 'A', unit: 'ms' };

describe('metric', () => {
  it('has the median of both sides, all values, and their paired ratio', () => {
    const made = metric(ABOUT, { ours: [1, 3, 2], peer: [2, 6, 8] });
    assert.deepEqual(made, {
      ...ABOUT,
      lowerIsBetter: true,
      ours: { median: 2, values: [1, 3, 2] },
      peer: { median: 6, values: [2, 6, 8] },
      ratio: 0.5,
    });
  });

  it('has no ratio where there is no peer', () => {
    const { peer, ratio } = metric(ABOUT, { ours: [1] });
    assert.deepEqual({ peer, ratio }, { peer: null, ratio: null });
  });
});

describe('metrics of runs that measure several figures', () => {
  it('are one metric for each figure', () => {
    const made = metricsOf(
      { x: ABOUT, y: { ...ABOUT, id: 'b', lowerIsBetter: false } },
      { ours: [{ x: 1, y: 2 }], peer: [{ x: 3, y: 4 }] },
    );
    assert.deepEqual(
      made.map(({ id, lowerIsBetter, ours, peer }) => [
        id,
        lowerIsBetter,
        ours.values,
        peer.values,
      ]),
      [
        ['a', true, [1], [3]],
        ['b', false, [2], [4]],
      ],
    );
  });
});
