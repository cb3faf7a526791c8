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
const PAGE_RELOADS = 'The page will reload and unsaved changes will be lost.';

export const OFFLINE =
  "Can't reach the portal. Retrying… Nothing has been lost.";

/** Returns the dialog's text, for each state that has a dialog. */
export function sessionText(state: SessionState): SessionText | undefined {
  switch (state.name) {
    case 'ended':
      return {
        title: 'Your session has ended',
        text: [
          'Your work is safe. Sign in again in a pop-up window and carry on where you left off.',
          `If no pop-up opens, sign in on this page instead. ${PAGE_RELOADS}`,
        ],
        actions: [
          { label: 'Sign in again', action: 'sign_in_in_popup' },
          ON_PAGE,
        ],
      };
    case 'signing_in':
      return {
        title: 'Sign in using the pop-up window',
        text: [
          'This page continues automatically after you sign in.',
          `If you can't find the window, open it again. If that doesn't help, sign in on this page instead. ${PAGE_RELOADS}`,
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
          'Your work is safe. Allow pop-ups for this portal, then try again.',
          `If that doesn't help, sign in on this page instead. ${PAGE_RELOADS}`,
        ],
        actions: [{ label: 'Try again', action: 'sign_in_in_popup' }, ON_PAGE],
      };
    case 'refused':
      return {
        title: 'Your sign-in is no longer accepted',
        text: [
          "You are signed in, but this portal doesn't accept your account. Sign in again. If that doesn't help, sign out and use another account.",
          `Reason for your administrator: ${state.reason}`,
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
          'This page belongs to another user. Its pending requests were not sent.',
          `If you continue as ${state.user}, the page will reload and unsaved changes will be lost. To keep them, sign in as ${state.owner} again.`,
        ],
        actions: [
          { label: `Continue as ${state.user}`, action: 'reload' },
          {
            label: `Sign in as ${state.owner} again`,
            action: 'sign_in_in_popup',
          },
        ],
      };
    case 'signed_out':
      return { title: 'Signing you out…', text: [], actions: [] };
    default:
      return undefined;
  }
}
