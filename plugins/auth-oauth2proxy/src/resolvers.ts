import { isError } from '@backstage/errors';
import {
  commonSignInResolvers,
  createSignInResolverFactory,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import { flag, mailDomains, strictObject } from './configSchema';
import { requireLocalPart, requireVerifiedEmail } from './email';
import { OAuth2ProxyResult } from './types';

/** The resolvers that can be named in the configuration, and the options of each. */
const options = {
  usernameMatchingUserEntityName: strictObject({
    dangerouslyAllowSignInWithoutUserInCatalog: flag().default(false),
  }),
  emailMatchingUserEntityProfileEmail: strictObject({}),
  emailLocalPartMatchingUserEntityName: strictObject({
    allowedDomains: mailDomains().nonempty().optional(),
    dangerouslyAllowSignInWithoutUserInCatalog: flag().default(false),
  }),
};

export const RESOLVER_NAMES = Object.keys(options).join(', ');

const saysNames = {
  errorMap: () => ({
    message: `Name at least one resolver: ${RESOLVER_NAMES}.`,
  }),
};

export const namedResolvers = z
  .array(
    z.discriminatedUnion(
      'resolver',
      [
        options.usernameMatchingUserEntityName.extend({
          resolver: z.literal('usernameMatchingUserEntityName'),
        }),
        options.emailMatchingUserEntityProfileEmail.extend({
          resolver: z.literal('emailMatchingUserEntityProfileEmail'),
        }),
        options.emailLocalPartMatchingUserEntityName.extend({
          resolver: z.literal('emailLocalPartMatchingUserEntityName'),
        }),
      ],
      saysNames,
    ),
    saysNames,
  )
  .nonempty();

export type NamedResolver = z.output<typeof namedResolvers>[number];

/**
 * The resolvers that can be named in the configuration, under `auth.providers.oauth2proxy.signIn.resolvers`.
 *
 * `usernameMatchingUserEntityName` signs in the catalog user whose name is the user name. With
 * `dangerouslyAllowSignInWithoutUserInCatalog`, it also signs in users who are not in the catalog, with the groups of their
 * token. The other two use the verified email address of the token, and refuse users without one.
 *
 * @public
 */
export const oauth2ProxySignInResolvers: Record<string, SignInResolverFactory> =
  {
    usernameMatchingUserEntityName: createSignInResolverFactory({
      optionsSchema: options.usernameMatchingUserEntityName.optional(),
      create: chosen => async (info, ctx) => {
        const { userEntityRef, ownershipEntityRefs } =
          info.result as OAuth2ProxyResult;
        try {
          return await ctx.signInWithCatalogUser({ entityRef: userEntityRef });
        } catch (error) {
          if (
            isError(error) &&
            error.name === 'NotFoundError' &&
            chosen?.dangerouslyAllowSignInWithoutUserInCatalog
          ) {
            return ctx.issueToken({
              claims: { sub: userEntityRef, ent: ownershipEntityRefs },
            });
          }
          throw error;
        }
      },
    }),

    emailMatchingUserEntityProfileEmail: createSignInResolverFactory({
      optionsSchema: options.emailMatchingUserEntityProfileEmail.optional(),
      create: () => {
        const resolve =
          commonSignInResolvers.emailMatchingUserEntityProfileEmail();
        return async (info, ctx) => {
          const email = requireVerifiedEmail(info.result as OAuth2ProxyResult);
          return resolve({ ...info, profile: { ...info.profile, email } }, ctx);
        };
      },
    }),

    emailLocalPartMatchingUserEntityName: createSignInResolverFactory({
      optionsSchema: options.emailLocalPartMatchingUserEntityName.optional(),
      create: chosen => async (info, ctx) => {
        const email = requireVerifiedEmail(info.result as OAuth2ProxyResult);
        const name = requireLocalPart(email, chosen?.allowedDomains);
        return ctx.signInWithCatalogUser(
          { entityRef: { name } },
          chosen?.dangerouslyAllowSignInWithoutUserInCatalog
            ? { dangerousEntityRefFallback: { entityRef: { name } } }
            : undefined,
        );
      },
    }),
  };
