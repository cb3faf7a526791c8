import { SignInProblemKind } from './signInProblem';

interface SignInText {
  /** What happened. */
  title: string;
  /** Why. */
  why: string;
  /** What to do about it. */
  advice: string;
}

export const signInTexts: Record<SignInProblemKind, SignInText> = {
  session_ended: {
    title: 'Your session has ended',
    why: 'You were signed in, and are not any more.',
    advice: 'Sign in again to go on.',
  },
  account_unusable: {
    title: 'Your account cannot be used here',
    why: 'You are signed in, but this portal cannot let this account in.',
    advice:
      'If you have another account, sign out and use that one. Otherwise ask for help and pass on the details below.',
  },
  token_refused: {
    title: 'Your sign-in was not accepted',
    why: 'The portal could not confirm who you are from what the sign-in proxy handed over.',
    advice:
      'Sign out and in again. If that does not help, the set-up of proxy or identity provider needs a look: pass on the details below.',
  },
  proxy_bypassed: {
    title: 'The portal was opened past its sign-in proxy',
    why: 'The request reached the portal without an identity. That happens when its inner address is opened instead of its public one.',
    advice:
      'Open the public address of the portal. If this is it, the proxy does not hand over the identity header: pass on the details below.',
  },
  provider_unreachable: {
    title: 'The identity provider cannot be reached',
    why: 'The portal needs its keys to confirm who you are, and gets no answer.',
    advice: 'This usually passes. Try again in a minute.',
  },
  backend_down: {
    title: 'The portal does not answer',
    why: 'Its backend is starting, being updated, or your connection is interrupted.',
    advice: 'Check your connection, and try again in a moment.',
  },
  unexpected: {
    title: 'Something went wrong while signing you in',
    why: 'The portal ran into an error that it did not expect.',
    advice: 'Try again. If it stays, pass on the details below.',
  },
};
