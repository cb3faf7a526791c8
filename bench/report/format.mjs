/** How figures are written: as many digits as mean something, in the unit that keeps them short. */

const LARGER = { ms: 's', kB: 'MB', MB: 'GB' };
const DIGITS = 3;

export function formatValue(value, unit) {
  if (value >= 1000 && unit in LARGER) {
    return formatValue(value / 1000, LARGER[unit]);
  }
  return `${formatNumber(value)} ${unit}`;
}

export function formatRatio(ratio) {
  return ratio === null ? '' : ratio.toFixed(2);
}

/** The median, and how far single values were from it. */
export function formatSide(side, unit) {
  if (!side) {
    return '';
  }
  const [from, to] = [Math.min, Math.max].map(pick =>
    formatValue(pick(...side.values), unit),
  );
  const median = formatValue(side.median, unit);
  return from === to ? median : `${median} (${from} to ${to})`;
}

function formatNumber(value) {
  return Number.isInteger(value) || value >= 10 ** DIGITS
    ? String(Math.round(value))
    : String(Number(value.toPrecision(DIGITS)));
}
