interface ProblemText {
  /** What happened. */
  title: string;
  why: string;
  /** What to do about it. */
  advice: string;
}

const START_AGAIN = 'Go back to the program and sign in again.';

export const problemTexts = {
  no_longer_valid: {
    title: 'This request is no longer valid',
    why: 'It has already been answered, has expired, or never existed. Requests expire after an hour.',
    advice: START_AGAIN,
  },
  turned_off: {
    title: "Programs can't sign in to this portal",
    why: 'Signing in from the command line and from AI clients is turned off.',
    advice: 'Ask your administrator to turn it on.',
  },
  rejected: {
    title: 'The portal rejected this request',
    why: "The program hasn't been given access.",
    advice: `${START_AGAIN} If the problem persists, send this message to your administrator.`,
  },
  unsafe: {
    title: "This request isn't safe",
    why: 'Instead of returning you to the program, it would open an address that your browser might run as code.',
    advice: "Close this page. The program hasn't been given access.",
  },
  unreachable: {
    title: "Can't reach the portal",
    why: 'It is starting or being updated, or your network connection is down.',
    advice: 'This is usually temporary.',
  },
} satisfies Record<string, ProblemText>;

/** Why the user can't answer a request. */
export type ProblemKind = keyof typeof problemTexts;
