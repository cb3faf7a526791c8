import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare, median } from './statistics.mjs';

describe('median', () => {
  it('takes the middle value', () => {
    assert.equal(median([10, 9, 100]), 10);
  });

  it('takes the mean of the two middle values', () => {
    assert.equal(median([4, 1, 100, 2]), 3);
  });
});

describe('compare', () => {
  it('takes the median of the ratios of the pairs, not the ratio of the medians', () => {
    assert.deepEqual(compare([1, 10, 30], [2, 100, 40]), {
      ours: 10,
      peer: 40,
      ratio: 0.5,
      lowestRatio: 0.1,
      highestRatio: 0.75,
    });
  });
});
