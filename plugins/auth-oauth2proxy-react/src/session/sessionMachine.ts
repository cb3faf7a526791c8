/**
 * Every state that a session can be in while a page of the portal is open, and everything that can happen to it. Nothing here
 * does anything: Session.ts acts on it, and the components beside it show it.
 */
export type SessionState =
  | { name: 'signed_in' }
  /** The portal does not answer. That may pass, so nothing is said yet. */
  | { name: 'interrupted' }
  /** It still does not answer, and the page says so. */
  | { name: 'offline' }
  /** Nobody is signed in any more. */
  | { name: 'ended' }
  /** A small window is open to sign in again. */
  | { name: 'signing_in' }
  /** The browser did not open that window. */
  | { name: 'window_blocked' }
  /** Somebody is signed in, and the portal does not let them in. */
  | { name: 'refused'; reason: string }
  /** Somebody else is signed in than the one whose page this is. */
  | { name: 'other_person'; person: string }
  /** Signed out on purpose. There is no way back: the page is being left. */
  | { name: 'signed_out' };

export type SessionEvent =
  /** The portal said who is signed in: the one whose page this is. */
  | { name: 'confirmed' }
  | { name: 'no_answer' }
  | { name: 'no_answer_for_long' }
  /** The proxy said that nobody is signed in. */
  | { name: 'turned_away' }
  | { name: 'refused'; reason: string }
  | { name: 'somebody_else'; person: string }
  | { name: 'window_opened' }
  | { name: 'window_blocked' }
  | { name: 'window_closed' }
  | { name: 'signed_out' };

export const SIGNED_IN = { name: 'signed_in' } as const;

/** What a session becomes when something happens. An event that means nothing in a state leaves it as it is. */
export function nextState(
  state: SessionState,
  event: SessionEvent,
): SessionState {
  if (state.name === 'signed_out') {
    return state;
  }
  switch (event.name) {
    case 'confirmed':
      return SIGNED_IN;
    case 'no_answer':
      return state.name === 'signed_in' ? { name: 'interrupted' } : state;
    case 'no_answer_for_long':
      return state.name === 'interrupted' ? { name: 'offline' } : state;
    case 'turned_away':
      return isWaitingForPerson(state) ? state : { name: 'ended' };
    case 'refused':
      return { name: 'refused', reason: event.reason };
    case 'somebody_else':
      return { name: 'other_person', person: event.person };
    case 'window_opened':
      return isOver(state) ? { name: 'signing_in' } : state;
    case 'window_blocked':
      return isOver(state) ? { name: 'window_blocked' } : state;
    case 'window_closed':
      return state.name === 'signing_in' ? { name: 'ended' } : state;
    case 'signed_out':
      return { name: 'signed_out' };
    default:
      return event satisfies never;
  }
}

/** Whether a request would be in vain, so that it has to wait. */
export function isOver({ name }: SessionState): boolean {
  return !['signed_in', 'interrupted', 'offline'].includes(name);
}

/** Whether the page already asks someone to sign in, and it is known that nobody has yet. */
function isWaitingForPerson({ name }: SessionState): boolean {
  return ['ended', 'signing_in', 'window_blocked'].includes(name);
}
