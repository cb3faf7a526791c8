import { SignInProblemKind } from './signInProblem';

/** What a person can do about it; the first is the one to try. */
export type SignInAction =
  | 'try_again'
  | 'sign_in_again'
  | 'sign_out_and_in'
  | 'use_another_account';

interface SignInText {
  /** What happened. */
  title: string;
  /** Why. */
  why: string;
  /** What to do about it. */
  advice: string;
  actions: SignInAction[];
}

export const signInTexts: Record<SignInProblemKind, SignInText> = {
  session_ended: {
    title: 'Your session has ended',
    why: 'You were signed in, and are not any more.',
    advice: 'Sign in again to go on where you were.',
    actions: ['sign_in_again'],
  },
  account_unusable: {
    title: 'Your account cannot be used here',
    why: 'You are signed in, but this portal cannot let this account in.',
    advice:
      'If you have another account, sign out and use that one. Otherwise ask for help and pass on the details below.',
    actions: ['use_another_account', 'try_again'],
  },
  email_not_verified: {
    title: "Your email address isn't verified",
    why: 'You are signed in, but this portal only accepts verified email addresses.',
    advice:
      "Verify your address at your identity provider, then sign out and sign in again. If that doesn't help, send the details below to your administrator.",
    actions: ['sign_out_and_in', 'use_another_account'],
  },
  token_refused: {
    title: 'Your sign-in was not accepted',
    why: 'The portal could not confirm who you are from what the sign-in proxy handed over.',
    advice:
      'Sign out and in again. If that does not help, the set-up of proxy or identity provider needs a look: pass on the details below.',
    actions: ['sign_out_and_in', 'try_again'],
  },
  token_expired: {
    title: 'Your sign-in is too old',
    why: 'By the clock of the portal it has ended. Either the sign-in proxy did not renew it in time, or a clock is wrong.',
    advice:
      'Sign out and in again. If that does not help, pass on the details below.',
    actions: ['sign_out_and_in', 'try_again'],
  },
  clock_wrong: {
    title: 'A clock is wrong',
    why: 'By the clock of the portal your sign-in has not begun yet: the clocks of the portal and of the identity provider differ. Nothing is wrong with your account.',
    advice:
      'Try again in some minutes. If it stays, pass on the details below.',
    actions: ['try_again', 'sign_out_and_in'],
  },
  proxy_bypassed: {
    title: 'The portal was opened past its sign-in proxy',
    why: 'The request reached the portal without an identity. That happens when its inner address is opened instead of its public one.',
    advice:
      'Open the public address of the portal. If this is it, the proxy does not hand over the identity header: pass on the details below.',
    actions: ['try_again'],
  },
  provider_unreachable: {
    title: 'The identity provider cannot be reached',
    why: 'The portal needs its keys to confirm who you are, and gets no answer.',
    advice: 'This usually passes.',
    actions: ['try_again'],
  },
  backend_down: {
    title: 'The portal does not answer',
    why: 'Its backend is starting, being updated, or your connection is interrupted.',
    advice: 'This usually passes. If it stays, check your connection.',
    actions: ['try_again'],
  },
  unexpected: {
    title: 'Something went wrong while signing you in',
    why: 'The portal ran into an error that it did not expect.',
    advice: 'Try again. If it stays, pass on the details below.',
    actions: ['try_again', 'sign_out_and_in'],
  },
};
