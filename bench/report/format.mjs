/** How figures are written: as many digits as mean something, in the unit that keeps them short. */

const LARGER = { ms: 's', kB: 'MB', MB: 'GB' };
const STEP = 1000;
const DIGITS = 3;

export function formatValue(value, unit) {
  return inUnitOf([value], unit)(value);
}

export function formatRatio(ratio) {
  return ratio === null ? '' : ratio.toFixed(2);
}

/**
 * The medians of both sides, in the same unit, so that they can be compared.
 *
 * @returns {{ ours: string, peer: string }}
 */
export function formatMedians(metric) {
  return formatSides(metric, ({ median }, format) => format(median));
}

/** The same with the lowest and the highest value, if they differ. */
export function formatSpreads(metric) {
  return formatSides(metric, ({ median, values }, format) => {
    const [from, to] = [Math.min, Math.max].map(pick =>
      format(pick(...values)),
    );
    return from === to
      ? format(median)
      : `${format(median)} (${from.split(' ')[0]} to ${to.split(' ')[0]})`;
  });
}

function formatSides({ unit, ours, peer }, formatSide) {
  const sides = [ours, peer].filter(Boolean);
  const format = inUnitOf(
    sides.map(({ median }) => median),
    unit,
  );
  const write = side => (side ? formatSide(side, format) : '');
  return { ours: write(ours), peer: write(peer) };
}

/** Writes values in the largest unit in which none of some values is less than one. */
function inUnitOf(values, unit) {
  if (unit in LARGER && values.every(value => value >= STEP)) {
    const format = inUnitOf(
      values.map(value => value / STEP),
      LARGER[unit],
    );
    return value => format(value / STEP);
  }
  return value => `${formatNumber(value)} ${unit}`;
}

function formatNumber(value) {
  return Number.isInteger(value) || value >= STEP
    ? String(Math.round(value))
    : value.toPrecision(DIGITS);
}
