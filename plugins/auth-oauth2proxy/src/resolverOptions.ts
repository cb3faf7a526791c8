import { z } from 'zod/v3';
import { flag, mailDomains, strictObject } from './configSchema';

/** The resolvers that the configuration can name, and the options of each. */
export const resolverOptions = {
  usernameMatchingUserEntityName: strictObject({
    dangerouslyAllowSignInWithoutUserInCatalog: flag().default(false),
  }),
  emailMatchingUserEntityProfileEmail: strictObject({}),
  emailLocalPartMatchingUserEntityName: strictObject({
    allowedDomains: mailDomains().nonempty().optional(),
    dangerouslyAllowSignInWithoutUserInCatalog: flag().default(false),
  }),
};

export const RESOLVER_NAMES = Object.keys(resolverOptions).join(', ');

const {
  usernameMatchingUserEntityName,
  emailMatchingUserEntityProfileEmail,
  emailLocalPartMatchingUserEntityName,
} = resolverOptions;

const SENTENCE = `Name at least one resolver: ${RESOLVER_NAMES}.`;

export const namedResolvers = z
  .array(
    z.discriminatedUnion(
      'resolver',
      [
        usernameMatchingUserEntityName.extend({
          resolver: z.literal('usernameMatchingUserEntityName'),
        }),
        emailMatchingUserEntityProfileEmail.extend({
          resolver: z.literal('emailMatchingUserEntityProfileEmail'),
        }),
        emailLocalPartMatchingUserEntityName.extend({
          resolver: z.literal('emailLocalPartMatchingUserEntityName'),
        }),
      ],
      { errorMap: () => ({ message: SENTENCE }) },
    ),
    { errorMap: () => ({ message: SENTENCE }) },
  )
  .nonempty();

export type NamedResolver = z.output<typeof namedResolvers>[number];
