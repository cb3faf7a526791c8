/**
 * All states of a session while a page of the portal is open, and all events. This file has no side effects: Session.ts
 * performs them, and SessionNotices.tsx shows the state.
 */
export type SessionState =
  | { name: 'signed_in' }
  /** The portal can't be reached. That may be brief, so the user is not told yet. */
  | { name: 'interrupted' }
  /** The portal still can't be reached, and the user is told. */
  | { name: 'offline' }
  /** No user is signed in. */
  | { name: 'ended' }
  /** A pop-up window is open to sign in again. */
  | { name: 'signing_in' }
  /** The browser blocked the pop-up window. */
  | { name: 'popup_blocked' }
  /** The portal doesn't accept the user who is signed in. */
  | { name: 'refused'; reason: string }
  /** The user who is signed in is not the owner of this page. */
  | { name: 'other_user'; user: string; owner: string }
  /** The user signed out. This state is final, because the page is being left. */
  | { name: 'signed_out' };

export type SessionEvent =
  /** The owner of this page is signed in. */
  | { name: 'confirmed' }
  | { name: 'unreachable' }
  | { name: 'still_unreachable' }
  /** The proxy has no session. */
  | { name: 'no_session' }
  | { name: 'refused'; reason: string }
  | { name: 'user_changed'; user: string; owner: string }
  | { name: 'popup_opened' }
  | { name: 'popup_blocked' }
  | { name: 'popup_closed' }
  | { name: 'signed_out' };

export const SIGNED_IN = { name: 'signed_in' } as const;

/** Returns the state after an event. An event that doesn't apply to a state leaves it unchanged. */
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
    case 'unreachable':
      return state.name === 'signed_in' ? { name: 'interrupted' } : state;
    case 'still_unreachable':
      return state.name === 'interrupted' ? { name: 'offline' } : state;
    case 'no_session':
      return isAskingToSignIn(state) ? state : { name: 'ended' };
    case 'refused':
      return event;
    case 'user_changed':
      return { ...event, name: 'other_user' };
    case 'popup_opened':
      return isActive(state) ? state : { name: 'signing_in' };
    case 'popup_blocked':
      return isActive(state) ? state : event;
    case 'popup_closed':
      return state.name === 'signing_in' ? { name: 'ended' } : state;
    case 'signed_out':
      return event;
    default:
      return event satisfies never;
  }
}

/** Whether a request may succeed. Otherwise it has to wait. */
export function isActive({ name }: SessionState): boolean {
  return ['signed_in', 'interrupted', 'offline'].includes(name);
}

/** Whether the page asks the user to sign in, and no user has signed in yet. */
function isAskingToSignIn({ name }: SessionState): boolean {
  return ['ended', 'signing_in', 'popup_blocked'].includes(name);
}
