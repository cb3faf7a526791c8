import { isError } from '@backstage/errors';
import {
  commonSignInResolvers,
  createSignInResolverFactory,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { requireVerifiedEmail } from './email';
import { IdentityRefusedError } from './errors';
import { quote } from './quote';
import { resolverOptions } from './resolverOptions';
import { OAuth2ProxyResult } from './types';

/**
 * The resolvers that can be named in the configuration, under `auth.providers.oauth2proxy.signIn.resolvers`.
 *
 * `usernameMatchingUserEntityName` signs in users whom the catalog has under their user name. With
 * `dangerouslyAllowSignInWithoutUserInCatalog` it signs in others as well, with the groups of their token. The other two
 * go by the verified email address of the token, and refuse users without one.
 *
 * @public
 */
export const oauth2ProxySignInResolvers: Record<string, SignInResolverFactory> =
  {
    usernameMatchingUserEntityName: createSignInResolverFactory({
      optionsSchema: resolverOptions.usernameMatchingUserEntityName.optional(),
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

    emailMatchingUserEntityProfileEmail: createSignInResolverFactory({
      optionsSchema:
        resolverOptions.emailMatchingUserEntityProfileEmail.optional(),
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
      optionsSchema:
        resolverOptions.emailLocalPartMatchingUserEntityName.optional(),
      create: options => async (info, ctx) => {
        const email = requireVerifiedEmail(info.result as OAuth2ProxyResult);
        const entityRef = { name: localPart(email, options?.allowedDomains) };
        return ctx.signInWithCatalogUser(
          { entityRef },
          options?.dangerouslyAllowSignInWithoutUserInCatalog
            ? { dangerousEntityRefFallback: { entityRef } }
            : undefined,
        );
      },
    }),
  };

function localPart(email: string, allowedDomains?: string[]): string {
  const [name, domain, ...rest] = email.split('@');
  if (!name || !domain || rest.length > 0) {
    throw new IdentityRefusedError(
      'sign_in_denied',
      `${quote(email)} is not an email address.`,
    );
  }
  if (
    allowedDomains &&
    !allowedDomains.includes(domain.toLocaleLowerCase('en-US'))
  ) {
    throw new IdentityRefusedError(
      'sign_in_denied',
      `Your email address ${quote(
        email,
      )} cannot be used here. It must end with ${allowedDomains
        .map(allowed => `@${allowed}`)
        .join(' or ')}.`,
    );
  }
  return name;
}
