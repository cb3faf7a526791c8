import { greeting } from './greeting';

function at(hour: number, minute = 0) {
  return new Date(2026, 0, 15, hour, minute);
}

describe('greeting', () => {
  it.each([
    ['morning', at(5)],
    ['morning', at(11, 59)],
    ['afternoon', at(12)],
    ['afternoon', at(17, 59)],
    ['evening', at(18)],
    ['evening', at(0)],
    ['evening', at(4, 59)],
  ])('says good %s at %s', (partOfDay, now) => {
    expect(greeting('Ada', now)).toBe(`Good ${partOfDay}, Ada`);
  });
});
