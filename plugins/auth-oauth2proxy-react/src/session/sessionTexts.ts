import { SessionState } from './sessionMachine';

export type SessionAction =
  | 'sign_in_in_popup'
  | 'sign_in_on_page'
  | 'reload'
  | 'sign_out';

export interface SessionText {
  title: string;
  text: string[];
  /** The first is the recommended one. */
  actions: { label: string; action: SessionAction }[];
}

const ON_PAGE = {
  label: 'Sign in on this page',
  action: 'sign_in_on_page',
} as const;
const PAGE_RELOADS =
  'Signing in on this page loads it anew: what you typed and did not save is lost then.';

export const OFFLINE =
  'The portal does not answer. Trying again; nothing is lost.';

/** Returns the text of the dialog, for each state that has one. */
export function sessionText(state: SessionState): SessionText | undefined {
  switch (state.name) {
    case 'ended':
      return {
        title: 'Your session has ended',
        text: [
          'Nothing is lost. Sign in again in a small window, and this page goes on where it was.',
          `No window? ${PAGE_RELOADS}`,
        ],
        actions: [
          { label: 'Sign in again', action: 'sign_in_in_popup' },
          ON_PAGE,
        ],
      };
    case 'signing_in':
      return {
        title: 'Sign in in the small window',
        text: [
          'This page goes on by itself when you have.',
          `Lost the window? Open it again. ${PAGE_RELOADS}`,
        ],
        actions: [
          { label: 'Open the window again', action: 'sign_in_in_popup' },
          ON_PAGE,
        ],
      };
    case 'popup_blocked':
      return {
        title: 'Your browser blocked the sign-in window',
        text: [
          'Allow pop-up windows for this portal, and try again: then nothing is lost.',
          PAGE_RELOADS,
        ],
        actions: [{ label: 'Try again', action: 'sign_in_in_popup' }, ON_PAGE],
      };
    case 'refused':
      return {
        title: 'Your sign-in is not accepted any more',
        text: [
          'You are signed in, but the portal does not let this account in. Sign in again; if that does not help, sign out and use another account.',
          `Reason, for the administrator: ${state.reason}`,
        ],
        actions: [
          { label: 'Sign in again', action: 'sign_in_in_popup' },
          { label: 'Sign out', action: 'sign_out' },
        ],
      };
    case 'other_user':
      return {
        title: `${state.user} is signed in now`,
        text: [
          'This page was opened by somebody else. What it had still to send was not sent.',
          `Going on as ${state.user} loads the page anew: what was typed and not saved is lost then. To keep it, sign in as before.`,
        ],
        actions: [
          { label: `Go on as ${state.user}`, action: 'reload' },
          { label: 'Sign in as before', action: 'sign_in_in_popup' },
        ],
      };
    case 'signed_out':
      return { title: 'Signing you out…', text: [], actions: [] };
    default:
      return undefined;
  }
}
