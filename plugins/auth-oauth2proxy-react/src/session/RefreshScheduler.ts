import { RefreshResult } from './refreshSession';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/**
 * Refreshes the session before its token expires, and retries while the portal is unreachable. Sends one request at a
 * time.
 */
export class RefreshScheduler {
  #refreshing?: Promise<void>;
  #timer?: ReturnType<typeof setTimeout>;
  #failures = 0;
  #stopped = false;

  constructor(
    private readonly refresh: () => Promise<RefreshResult>,
    private readonly onResult: (result: RefreshResult) => Promise<void>,
  ) {}

  /** Refreshes now, or waits for the refresh in progress. */
  async refreshNow(): Promise<void> {
    if (this.#stopped) {
      return;
    }
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  /**
   * Refreshes at the given time if the page is visible then. A hidden page does not, so that it doesn't keep a session
   * alive; it refreshes when a token is needed or the user returns.
   */
  scheduleRefresh(time: number) {
    clearTimeout(this.#timer);
    if (this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      if (document.visibilityState === 'visible') {
        this.refreshNow();
      }
    }, time - Date.now());
  }

  /** Refreshes after a delay that grows with each failure. It is random, so that tabs don't all retry at once. */
  scheduleRetry() {
    this.scheduleRefresh(Date.now() + retryDelay(this.#failures));
    this.#failures += 1;
  }

  /** Sends no more requests, and ignores the result of the request in progress. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #refresh() {
    clearTimeout(this.#timer);
    const result = await this.refresh();
    if (this.#stopped) {
      return;
    }
    if (result.name === 'signed_in') {
      this.scheduleRefresh(result.session.refreshAt);
    }
    if (result.name === 'unreachable') {
      this.scheduleRetry();
    } else {
      this.#failures = 0;
    }
    await this.onResult(result);
  }
}

function retryDelay(failures: number): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS);
  return delay * (0.5 + Math.random() / 2);
}
