import { SessionState } from './sessionMachine';

/** What a person can do about it. */
export type SessionAction =
  | 'sign_in_beside'
  | 'sign_in_here'
  | 'load_anew'
  | 'sign_out';

export interface SessionText {
  title: string;
  text: string[];
  /** The first is what most people want. */
  actions: { label: string; action: SessionAction }[];
}

const HERE = { label: 'Sign in on this page', action: 'sign_in_here' } as const;
const HERE_LOSES =
  'Signing in on this page loads it anew: what you typed and did not save is lost then.';

export const OFFLINE =
  'The portal does not answer. Trying again; nothing is lost.';

/** What the dialog says in each state that has one. */
export function sessionText(state: SessionState): SessionText | undefined {
  switch (state.name) {
    case 'ended':
      return {
        title: 'Your session has ended',
        text: [
          'Nothing is lost. Sign in again in a small window, and this page goes on where it was.',
          `No window? ${HERE_LOSES}`,
        ],
        actions: [{ label: 'Sign in again', action: 'sign_in_beside' }, HERE],
      };
    case 'signing_in':
      return {
        title: 'Sign in in the small window',
        text: [
          'This page goes on by itself when you have.',
          `Lost the window? Open it again. ${HERE_LOSES}`,
        ],
        actions: [
          { label: 'Open the window again', action: 'sign_in_beside' },
          HERE,
        ],
      };
    case 'window_blocked':
      return {
        title: 'Your browser blocked the sign-in window',
        text: [
          'Allow pop-up windows for this portal, and try again: then nothing is lost.',
          HERE_LOSES,
        ],
        actions: [{ label: 'Try again', action: 'sign_in_beside' }, HERE],
      };
    case 'refused':
      return {
        title: 'Your sign-in is not accepted any more',
        text: [
          'You are signed in, but the portal does not let this account in. Sign in again; if that does not help, sign out and use another account.',
          `Reason, for the administrator: ${state.reason}`,
        ],
        actions: [
          { label: 'Sign in again', action: 'sign_in_beside' },
          { label: 'Sign out', action: 'sign_out' },
        ],
      };
    case 'other_person':
      return {
        title: `${state.person} is signed in now`,
        text: [
          'This page was opened by somebody else. What it had still to send was not sent.',
          `Going on as ${state.person} loads the page anew: what was typed and not saved is lost then. To keep it, sign in as before.`,
        ],
        actions: [
          { label: `Go on as ${state.person}`, action: 'load_anew' },
          { label: 'Sign in as before', action: 'sign_in_beside' },
        ],
      };
    case 'signed_out':
      return { title: 'Signing you out…', text: [], actions: [] };
    default:
      return undefined;
  }
}
