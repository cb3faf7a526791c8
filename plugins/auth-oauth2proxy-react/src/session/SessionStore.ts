import { RequestQueue } from './RequestQueue';
import {
  isActive,
  nextState,
  SessionEvent,
  SessionState,
  SIGNED_IN,
} from './sessionMachine';

/** How long the portal may be unreachable before the user is told. */
export const UNREACHABLE_GRACE_MS = 5_000;

/** A value for React's `useSyncExternalStore`. */
export class Observable<T> {
  #listeners = new Set<() => void>();

  constructor(private value: T) {}

  get = (): T => this.value;

  set(value: T) {
    this.value = value;
    this.#listeners.forEach(listener => listener());
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
}

/** Holds the session's state and the requests that wait for the session. */
export class SessionStore {
  #state = new Observable<SessionState>(SIGNED_IN);
  #queue = new RequestQueue();
  #grace?: ReturnType<typeof setTimeout>;

  subscribe = this.#state.subscribe;

  get state(): SessionState {
    return this.#state.get();
  }

  send(event: SessionEvent) {
    const next = nextState(this.state, event);
    if (next === this.state) {
      return;
    }
    clearTimeout(this.#grace);
    if (next.name === 'interrupted') {
      this.#grace = setTimeout(
        () => this.send({ name: 'still_unreachable' }),
        UNREACHABLE_GRACE_MS,
      );
    }
    if (next.name === 'signed_in') {
      this.#queue.release();
    }
    this.#state.set(next);
  }

  /** Waits while requests can't succeed. */
  async waitUntilActive(signal?: AbortSignal | null) {
    if (!isActive(this.state)) {
      await this.#queue.wait(signal);
    }
  }

  /** Waits until the user is known to be signed in. */
  async waitUntilSignedIn(signal?: AbortSignal | null) {
    if (this.state.name !== 'signed_in') {
      await this.#queue.wait(signal);
    }
  }
}
