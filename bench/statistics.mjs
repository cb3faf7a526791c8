export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Compares samples that were taken in pairs, one right after the other, so that a machine that slows down affects both.
 *
 * @param {number[]} ours
 * @param {number[]} peer
 */
export function compare(ours, peer) {
  const ratios = ours.map((value, index) => value / peer[index]);
  return {
    ours: median(ours),
    peer: median(peer),
    ratio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
  };
}
