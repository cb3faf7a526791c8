import { isError } from '@backstage/errors';
import {
  commonSignInResolvers,
  createSignInResolverFactory,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import { OAuth2ProxyResult } from './types';

/**
 * The resolvers that can be named in the configuration, under `auth.providers.oauth2proxy.signIn.resolvers`.
 *
 * `usernameMatchingUserEntityName` signs in people whom the catalog knows under their user name. With
 * `dangerouslyAllowSignInWithoutUserInCatalog` it signs in others as well, with the groups of their token. The others are
 * those that Backstage has for all providers.
 *
 * @public
 */
export const oauth2ProxySignInResolvers: Record<string, SignInResolverFactory> =
  {
    ...commonSignInResolvers,
    usernameMatchingUserEntityName: createSignInResolverFactory({
      optionsSchema: z
        .object({
          dangerouslyAllowSignInWithoutUserInCatalog: z.boolean().optional(),
        })
        .strict()
        .optional(),
      create: options => async (info, ctx) => {
        const { userEntityRef, ownershipEntityRefs } =
          info.result as OAuth2ProxyResult;
        try {
          return await ctx.signInWithCatalogUser({ entityRef: userEntityRef });
        } catch (error) {
          if (
            isError(error) &&
            error.name === 'NotFoundError' &&
            options?.dangerouslyAllowSignInWithoutUserInCatalog
          ) {
            return ctx.issueToken({
              claims: { sub: userEntityRef, ent: ownershipEntityRefs },
            });
          }
          throw error;
        }
      },
    }),
  };
