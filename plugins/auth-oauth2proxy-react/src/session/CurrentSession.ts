import { IdentityApi } from '@backstage/core-plugin-api';
import { connectSession } from './syncTabs';
import { Session, SessionOptions } from './Session';

let current: Session | undefined;
let disconnect = () => {};

/** The session of this page. There is one from signing in on. */
export function currentSession(): Session | undefined {
  return current;
}

export function beginSession(
  first: IdentityApi,
  options: SessionOptions,
): Session {
  disconnect();
  current = new Session(first, options);
  disconnect = connectSession(current, options);
  return current;
}
