/** Someone to be in development. */
export interface Persona {
  /** Short name, for the address of a sign-in without the page: `/_oauth2/start?persona=<id>`. */
  id: string;
  /** What is special about this person; shown on the page. */
  about: string;
  name: string;
  /** The claim `preferred_username`. */
  userName: string;
  email?: string;
  /** The claim `email_verified`, true unless it is set. */
  emailVerified?: boolean;
  groups?: string[];
  /**
   * How long a token lives, in seconds. Tokens are renewed before they end, as by a provider that hands out refresh
   * tokens, unless this is set: then the session ends with the token.
   */
  tokenLifetime?: number;
}

/** Most are in examples/org.yaml. The catalog gets the others when they sign in. */
export const personas: Persona[] = [
  {
    id: 'ada',
    about: 'Administrator, owns this portal',
    name: 'Ada Lovelace',
    userName: 'ada',
    email: 'ada@example.com',
    groups: ['platform', 'admins'],
  },
  {
    id: 'grace',
    about: 'Plain member of a team that owns services',
    name: 'Grace Hopper',
    userName: 'grace',
    email: 'grace@example.com',
    groups: ['payments'],
  },
  {
    id: 'linus',
    about: 'No e-mail address and no groups',
    name: 'Linus Pauling',
    userName: 'linus',
  },
  {
    id: 'newcomer',
    about: 'In no file: the first sign-in adds this person to the catalog',
    name: 'Nora Newcomer',
    userName: 'newcomer',
    email: 'nora@example.com',
    groups: ['payments'],
  },
  {
    id: 'flash',
    about: 'The session ends after one minute',
    name: 'Florence Kelley',
    userName: 'flash',
    email: 'flash@example.com',
    groups: ['payments'],
    tokenLifetime: 60,
  },
  {
    id: 'barbara',
    about: 'Cannot sign in: the user name is an e-mail address',
    name: 'Barbara Liskov',
    userName: 'barbara@example.com',
    email: 'barbara@example.com',
    groups: ['payments'],
  },
  {
    id: 'zoe',
    about: "Cannot sign in: the user name isn't a valid entity name",
    name: 'Zoë Ünicode',
    userName: 'Zoë Ünicode/1',
    email: 'zoe@example.com',
  },
  {
    id: 'vera',
    about: 'Cannot sign in: the e-mail address is not verified',
    name: 'Vera Rubin',
    userName: 'vera',
    email: 'vera@example.com',
    emailVerified: false,
    groups: ['payments'],
  },
];
