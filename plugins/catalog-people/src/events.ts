import { z } from 'zod';

/** Published by the auth provider when a user signs in, or when their profile or groups change. */
export const SIGNED_IN = 'oauth2proxy.user-signed-in';

/** Published by the auth provider when users expire or are erased. */
export const REMOVED = 'oauth2proxy.users-removed';

/** The catalog does not accept empty strings. */
const text = z
  .string()
  .optional()
  .transform(value => value || undefined);

export const signInSchema = z.object({
  userEntityRef: z.string(),
  profile: z.object({ displayName: text, email: text, picture: text }),
  /** Missing if the token does not say which groups the user is in. An empty list means no groups. */
  groups: z
    .array(z.object({ entityRef: z.string(), create: z.boolean() }))
    .optional(),
});

export const removalSchema = z.object({ userEntityRefs: z.array(z.string()) });

/** What a token says about a person. */
export type SignIn = z.output<typeof signInSchema>;
