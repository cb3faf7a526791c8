/** The buttons of the page. */
export const signInActions = {
  try_again: 'Try again',
  sign_in_again: 'Sign in again',
  sign_out_and_in: 'Sign out and in again',
  use_another_account: 'Sign out and use another account',
};

export type SignInAction = keyof typeof signInActions;

interface SignInText {
  /** What happened. */
  title: string;
  why: string;
  /** What to do about it. */
  advice: string;
  /** The first is the recommended one. */
  actions: SignInAction[];
}

const SEND_DETAILS = 'send the details below to your administrator.';
const IF_IT_PERSISTS = `If the problem persists, ${SEND_DETAILS}`;

export const signInTexts = {
  session_ended: {
    title: 'Your session has ended',
    why: 'You have been signed out.',
    advice: 'Sign in again to carry on where you left off.',
    actions: ['sign_in_again'],
  },
  account_unusable: {
    title: "Your account can't be used here",
    why: "You are signed in, but this portal doesn't accept your account.",
    advice: `If you have another account, sign out and use that one. Otherwise, ${SEND_DETAILS}`,
    actions: ['use_another_account', 'try_again'],
  },
  email_not_verified: {
    title: "Your email address isn't verified",
    why: 'You are signed in, but this portal only accepts verified email addresses.',
    advice:
      "Verify your address at your identity provider, then sign out and in again. If that doesn't help, send the details below to your administrator.",
    actions: ['sign_out_and_in', 'use_another_account'],
  },
  user_name_taken: {
    title: 'Your user name belongs to another account',
    why: "Someone with another account used your user name here before you, so it isn't given to you automatically.",
    advice:
      'Send the details below to your administrator, who can release the user name for you. Then try again.',
    actions: ['try_again', 'use_another_account'],
  },
  token_refused: {
    title: "Your sign-in wasn't accepted",
    why: "The portal couldn't verify the identity that the sign-in proxy sent.",
    advice: `Sign out and in again. If that doesn't help, the proxy or the identity provider may be misconfigured: ${SEND_DETAILS}`,
    actions: ['sign_out_and_in', 'try_again'],
  },
  token_expired: {
    title: 'Your sign-in is too old',
    why: "According to the portal's clock, it has expired. Either the sign-in proxy didn't refresh it in time, or a clock is wrong.",
    advice: `Sign out and in again. ${IF_IT_PERSISTS}`,
    actions: ['sign_out_and_in', 'try_again'],
  },
  clock_wrong: {
    title: 'A clock is wrong',
    why: "According to the portal's clock, your sign-in isn't valid yet: the portal's and the identity provider's clocks differ. Your account is fine.",
    advice: `Try again in a few minutes. ${IF_IT_PERSISTS}`,
    actions: ['try_again', 'sign_out_and_in'],
  },
  proxy_bypassed: {
    title: 'This address bypasses the sign-in proxy',
    why: "The request reached the portal without an identity. This happens when you open the portal's internal address instead of its public one.",
    advice: `Open the public address of the portal. If you already did, the proxy isn't sending the identity header: ${SEND_DETAILS}`,
    actions: ['try_again'],
  },
  provider_unreachable: {
    title: "Can't reach the identity provider",
    why: "The portal needs the identity provider's keys to verify your sign-in, but the provider isn't responding.",
    advice: 'This is usually temporary.',
    actions: ['try_again'],
  },
  backend_down: {
    title: "Can't reach the portal",
    why: 'It is starting or being updated, or your network connection is down.',
    advice:
      'This is usually temporary. If the problem persists, check your connection.',
    actions: ['try_again'],
  },
  unexpected: {
    title: 'Something went wrong while signing you in',
    why: 'The portal ran into an unexpected error.',
    advice: `Try again. ${IF_IT_PERSISTS}`,
    actions: ['try_again', 'sign_out_and_in'],
  },
} satisfies Record<string, SignInText>;

/** Why a user can't sign in, by what the user can do about it. */
export type SignInProblemKind = keyof typeof signInTexts;
