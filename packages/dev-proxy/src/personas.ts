import { ConfigReader } from '@backstage/config';
import { InputError, toError } from '@backstage/errors';
import { readFile } from 'fs/promises';
import { parse } from 'yaml';

/** A development user. */
export interface Persona {
  /** For signing in without the page: `<prefix>/start?persona=<id>`. */
  id: string;
  /** What is special about this user; shown on the page. */
  about?: string;
  name: string;
  /** The claim `preferred_username`. */
  userName: string;
  email?: string;
  /** The claim `email_verified`, true unless it is set. */
  emailVerified?: boolean;
  groups?: string[];
  /** Token lifetime in seconds. If it is set, the session ends with the token; otherwise tokens are renewed before they expire. */
  tokenLifetime?: number;
}

/** Users who are in no catalog file are added to the catalog when they sign in. */
export const personas: Persona[] = [
  {
    id: 'ada',
    about: 'Administrator, owns this portal',
    name: 'Ada Lovelace',
    userName: 'ada',
    email: 'ada@example.com',
    groups: ['platform', 'portal-admins'],
  },
  {
    id: 'grace',
    about: 'Member of a team that owns services',
    name: 'Grace Hopper',
    userName: 'grace',
    email: 'grace@example.com',
    groups: ['payments'],
  },
  {
    id: 'linus',
    about: 'No email address and no groups',
    name: 'Linus Pauling',
    userName: 'linus',
  },
  {
    id: 'newcomer',
    about: 'Not in a file: the first sign-in adds this user to the catalog',
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
    about: "Can't sign in: the user name is an email address",
    name: 'Barbara Liskov',
    userName: 'barbara@example.com',
    email: 'barbara@example.com',
    groups: ['payments'],
  },
  {
    id: 'zoe',
    about: "Can't sign in: the user name isn't a valid entity name",
    name: 'Zoë Ünicode',
    userName: 'Zoë Ünicode/1',
    email: 'zoe@example.com',
  },
  {
    id: 'vera',
    about: "Can't sign in: the email address isn't verified",
    name: 'Vera Rubin',
    userName: 'vera',
    email: 'vera@example.com',
    emailVerified: false,
    groups: ['payments'],
  },
];

/**
 * Reads development users from a YAML file with a list of them.
 *
 * @throws Error that names the file and the key
 */
export async function readPersonas(file: string): Promise<Persona[]> {
  try {
    const list: unknown = parse(await readFile(file, 'utf8'));
    if (!Array.isArray(list) || list.length === 0) {
      throw new InputError('it must be a list with at least one user');
    }
    return new ConfigReader({ personas: list }, file)
      .getConfigArray('personas')
      .map(entry => ({
        id: entry.getString('id'),
        name: entry.getString('name'),
        userName: entry.getString('userName'),
        about: entry.getOptionalString('about'),
        email: entry.getOptionalString('email'),
        emailVerified: entry.getOptionalBoolean('emailVerified'),
        groups: entry.getOptionalStringArray('groups'),
        tokenLifetime: entry.getOptionalNumber('tokenLifetime'),
      }));
  } catch (error) {
    throw new InputError(
      `Can't read the users in ${file}: ${toError(error).message}`,
    );
  }
}
