import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, pairedRatio, percentile, spread } from './statistics.mjs';

describe('median', () => {
  it('is the value in the middle, whatever the order', () => {
    assert.equal(median([9, 1, 3]), 3);
  });

  it('is between the two in the middle', () => {
    assert.equal(median([1, 2, 4, 9]), 3);
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('is refused for no values', () => {
    assert.throws(() => median([]), RangeError);
  });
});

describe('percentile', () => {
  const values = Array.from({ length: 101 }, (_, index) => index);

  it('has that part of the values below it', () => {
    assert.equal(percentile(values, 99), 99);
    assert.equal(percentile(values, 0), 0);
    assert.equal(percentile(values, 100), 100);
  });

  it('lies between two values in proportion', () => {
    assert.equal(percentile([0, 10], 25), 2.5);
  });

  it('sorts numbers as numbers', () => {
    assert.equal(percentile([10, 9, 100], 100), 100);
  });
});

describe('paired ratio', () => {
  it('is the median of the ratios, and not the ratio of the medians', () => {
    // The machine was three times slower in the second pair.
    assert.equal(pairedRatio([1, 3, 1], [2, 6, 4]), 0.5);
  });

  it('is refused where there are no pairs', () => {
    assert.throws(() => pairedRatio([1], [1, 2]), RangeError);
  });
});

describe('spread', () => {
  it('is the distance of the outermost as a part of the median', () => {
    assert.equal(spread([8, 10, 13]), 0.5);
  });
});
