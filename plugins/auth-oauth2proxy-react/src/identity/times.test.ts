import { describeTimeLeft } from './times';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('describeTimeLeft', () => {
  it.each([
    [-1, 'now'],
    [0, 'now'],
    [59 * SECOND, 'in less than a minute'],
    [MINUTE, 'in 1 minute'],
    [59 * MINUTE + 59 * SECOND, 'in 59 minutes'],
    [119 * MINUTE, 'in 119 minutes'],
    [120 * MINUTE, 'in 2 hours'],
  ])('describes %d ms', (left, text) => {
    expect(describeTimeLeft(5 + left, 5)).toBe(text);
  });
});
