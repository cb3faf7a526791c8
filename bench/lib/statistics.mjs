/** The middle of the values, or of the two in the middle. */
export function median(values) {
  return percentile(values, 50);
}

/** Between the two values that are nearest, in proportion. */
export function percentile(values, percent) {
  if (values.length === 0) {
    throw new RangeError('There is no percentile of no values');
  }
  const sorted = [...values].sort((a, b) => a - b);
  const at = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}

/** The median of the ratios of what was measured one after the other, which drifts of the machine do not touch. */
export function pairedRatio(ours, peer) {
  if (ours.length !== peer.length) {
    throw new RangeError('Only pairs have a paired ratio');
  }
  return median(ours.map((value, index) => value / peer[index]));
}

/** How far the values are apart, as a part of their median. */
export function spread(values) {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
