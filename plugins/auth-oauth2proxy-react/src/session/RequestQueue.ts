import { AuthenticationError } from '@backstage/errors';

export const MAX_WAITING = 100;
export const MAX_WAIT_MS = 60 * 60_000;

/** Holds requests until the user is signed in again. Their number and waiting time are limited. */
export class RequestQueue {
  #waiting = new Set<() => void>();

  /**
   * Resolves when the queue is released.
   *
   * @throws AuthenticationError when the queue is full or the time is up, and the signal's reason when it is aborted
   */
  async wait(signal?: AbortSignal | null): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting.size >= MAX_WAITING) {
      throw notSent(
        `${MAX_WAITING} other requests are already waiting. Try again later.`,
      );
    }
    let leave = () => {};
    const turn = new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      const timeout = setTimeout(
        () => reject(notSent('It waited for an hour. Try again.')),
        MAX_WAIT_MS,
      );
      signal?.addEventListener('abort', abort);
      this.#waiting.add(resolve);
      leave = () => {
        clearTimeout(timeout);
        signal?.removeEventListener('abort', abort);
        this.#waiting.delete(resolve);
      };
    });
    await turn.finally(() => leave());
  }

  /** Lets all waiting requests continue. */
  release() {
    this.#waiting.forEach(resume => resume());
  }
}

function notSent(why: string): Error {
  return new AuthenticationError(
    `The request was not sent, because you are signed out or the portal can't be reached. ${why}`,
  );
}
