import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare, formatTable, median } from './report.mjs';

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

it('shows figures with three digits and ratios with their range', () => {
  const table = formatTable({
    startWall: {
      title: 'Start',
      unit: 's',
      ours: 3.6412,
      peer: 6.8349,
      ratio: 0.5327,
      lowestRatio: 0.51,
      highestRatio: 0.5549,
    },
    pageRequests: {
      title: 'Requests',
      unit: '',
      ours: 33,
      peer: 1061.4,
      ratio: 0.5,
      lowestRatio: 0.5,
      highestRatio: 0.5,
    },
  });
  assert.deepEqual(table.split('\n').slice(2), [
    '| Start | 3.64 s | 6.83 s | **0.53** (0.51 to 0.55) |',
    '| Requests | 33 | 1061 | **0.50** (0.50 to 0.50) |',
  ]);
});
