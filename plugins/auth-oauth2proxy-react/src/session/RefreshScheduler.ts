import { Answer } from './refreshSession';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Asks for the session: ahead of its token's end, and again after no answer. One question at a time. */
export class Renewal {
  #asking?: Promise<void>;
  #timer?: ReturnType<typeof setTimeout>;
  #failures = 0;
  #stopped = false;

  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly hear: (answer: Answer) => Promise<void>,
  ) {}

  /** Asks now, or waits for the answer that is under way. */
  async now(): Promise<void> {
    if (this.#stopped) {
      return;
    }
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  /**
   * Asks then. A page that nobody looks at does not, so that it keeps no session alive; it asks when someone needs a token or
   * comes back.
   */
  at(time: number) {
    clearTimeout(this.#timer);
    if (this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      if (document.visibilityState === 'visible') {
        this.now();
      }
    }, time - Date.now());
  }

  /** Asks after a while, since there was no answer: longer each time, and never the same in two tabs, so that they do not all come at once. */
  later() {
    this.at(Date.now() + retryDelay(this.#failures));
    this.#failures += 1;
  }

  /** Asks no more, and hears no answer that is still to come. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask() {
    clearTimeout(this.#timer);
    const answer = await this.ask();
    if (this.#stopped) {
      return;
    }
    if (answer.name === 'signed_in') {
      this.at(answer.session.renewAt);
    }
    if (answer.name === 'no_answer') {
      this.later();
    } else {
      this.#failures = 0;
    }
    await this.hear(answer);
  }
}

function retryDelay(failures: number): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
  return delay * (0.5 + Math.random() / 2);
}
