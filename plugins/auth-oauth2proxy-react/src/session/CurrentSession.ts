import { IdentityApi } from '@backstage/core-plugin-api';
import { Session, SessionOptions } from './Session';
import { syncTabs } from './syncTabs';

export type GetSession = () => Session | undefined;

/** Holds the session of the page, which begins when a user signs in. */
export class CurrentSession {
  #session?: Session;
  #listeners = new Set<() => void>();
  #stopSync = () => {};

  get: GetSession = () => this.#session;

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  begin(first: IdentityApi, options: SessionOptions): Session {
    this.#stopSync();
    const session = new Session(first, options);
    this.#session = session;
    this.#stopSync = syncTabs(session, options);
    this.#listeners.forEach(listener => listener());
    return session;
  }
}
