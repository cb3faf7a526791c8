const BURST = 3;
const INTERVAL_MS = 10 * 1000;

/** A token bucket: three fetches at once, then one every ten seconds. */
export class FetchBudget {
  #left = BURST;
  #countedAt = Date.now();

  /** Whether one more fetch is allowed now; if so, it is counted. */
  take(): boolean {
    const now = Date.now();
    const earned = Math.max(
      0,
      Math.floor((now - this.#countedAt) / INTERVAL_MS),
    );
    this.#left = Math.min(BURST, this.#left + earned);
    this.#countedAt =
      this.#left === BURST ? now : this.#countedAt + earned * INTERVAL_MS;
    if (this.#left === 0) {
      return false;
    }
    this.#left -= 1;
    return true;
  }
}
