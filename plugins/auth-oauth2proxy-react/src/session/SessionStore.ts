import {
  isOver,
  nextState,
  SessionEvent,
  SessionState,
  SIGNED_IN,
} from './sessionMachine';
import { WaitingRoom } from './RequestQueue';

/** For so long, a portal that does not answer is nobody's business. */
export const QUIET_MS = 5_000;

/** The state of the session as it is now: who listens to it, and what waits for it. */
export class SessionStore {
  #state: SessionState = SIGNED_IN;
  #listeners = new Set<() => void>();
  #room = new WaitingRoom();
  #quiet?: ReturnType<typeof setTimeout>;

  get state(): SessionState {
    return this.#state;
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  send(event: SessionEvent) {
    const next = nextState(this.#state, event);
    if (next === this.#state) {
      return;
    }
    this.#state = next;
    clearTimeout(this.#quiet);
    if (next.name === 'interrupted') {
      this.#quiet = setTimeout(
        () => this.send({ name: 'no_answer_for_long' }),
        QUIET_MS,
      );
    }
    if (next.name === 'signed_in') {
      this.#room.open();
    }
    this.#listeners.forEach(listener => listener());
  }

  /** Waits while the session is over. */
  async untilOpen(signal?: AbortSignal | null) {
    if (isOver(this.#state)) {
      await this.#room.wait(signal);
    }
  }

  /** Waits until it is sure that someone is signed in. */
  async untilSignedIn(signal?: AbortSignal | null) {
    if (this.#state.name !== 'signed_in') {
      await this.#room.wait(signal);
    }
  }
}
