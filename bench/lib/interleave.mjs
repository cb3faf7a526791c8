/**
 * Measures both sides in turn, A B A B, so that whatever else the machine does meets both.
 *
 * @param {{ ours: T, peer: T }} sides
 * @param {number} runs
 * @param {(side: T, run: number) => Promise<V>} measureOnce
 * @returns {Promise<{ ours: V[], peer: V[] }>}
 */
export async function interleave({ ours, peer }, runs, measureOnce) {
  const values = { ours: [], peer: [] };
  for (let run = 0; run < runs; run += 1) {
    values.ours.push(await measureOnce(ours, run));
    values.peer.push(await measureOnce(peer, run));
  }
  return values;
}

/** The same for what has nothing to be compared with. */
export async function repeat(runs, measureOnce) {
  const values = [];
  for (let run = 0; run < runs; run += 1) {
    values.push(await measureOnce(run));
  }
  return values;
}
