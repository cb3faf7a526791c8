import {
  commonSignInResolvers,
  createSignInResolverFactory,
  SignInInfo,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import { emailNotVerified, lowerCase, mustEndWith } from './claims';
import {
  flag,
  list,
  emailDomains,
  withMessage,
  strictObject,
} from './configSchema';
import { IdentityRefusedError, isNotFound, quote } from './refusals';
import { OAuth2ProxyResult } from './types';

type Info = SignInInfo<OAuth2ProxyResult>;

/** The resolvers that can be named in the configuration, and the options of each. */
const options = {
  usernameMatchingUserEntityName: strictObject({
    dangerouslyAllowSignInWithoutUserInCatalog: flag().default(false),
  }),
  emailMatchingUserEntityProfileEmail: strictObject({}),
  emailLocalPartMatchingUserEntityName: strictObject({
    allowedDomains: emailDomains().nonempty().optional(),
    dangerouslyAllowSignInWithoutUserInCatalog: flag().default(false),
  }),
};

export const RESOLVER_NAMES = Object.keys(options).join(', ');
const NAME_ONE = `Name at least one resolver: ${RESOLVER_NAMES}.`;

const [first, ...others] = Object.entries<z.AnyZodObject>(options).map(
  ([name, schema]) => schema.extend({ resolver: z.literal(name) }),
);

export type NamedResolver = { resolver: string; [option: string]: unknown };

/** The list of resolvers in the configuration. */
export const namedResolvers = list(
  z.discriminatedUnion('resolver', [first, ...others], withMessage(NAME_ONE)),
  NAME_ONE,
) as z.ZodType<NamedResolver[]>;

/**
 * The resolvers that can be named in the configuration, under `auth.providers.oauth2proxy.signIn.resolvers`.
 *
 * `usernameMatchingUserEntityName` signs in the catalog user whose name is the user name. With
 * `dangerouslyAllowSignInWithoutUserInCatalog`, it also signs in users who are not in the catalog, with their token's
 * groups. The other two use the token's verified email address, and refuse users without one.
 *
 * @public
 */
export const oauth2ProxySignInResolvers: Record<string, SignInResolverFactory> =
  {
    usernameMatchingUserEntityName: createSignInResolverFactory({
      optionsSchema: options.usernameMatchingUserEntityName.optional(),
      create:
        chosen =>
        async ({ result }: Info, ctx) => {
          const { userEntityRef: sub, ownershipEntityRefs: ent } = result;
          try {
            return await ctx.signInWithCatalogUser({ entityRef: sub });
          } catch (error) {
            if (
              isNotFound(error) &&
              chosen?.dangerouslyAllowSignInWithoutUserInCatalog
            ) {
              return ctx.issueToken({ claims: { sub, ent } });
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
        return async ({ profile, result }: Info, ctx) => {
          const email = requireVerifiedEmail(result);
          return resolve({ result, profile: { ...profile, email } }, ctx);
        };
      },
    }),

    emailLocalPartMatchingUserEntityName: createSignInResolverFactory({
      optionsSchema: options.emailLocalPartMatchingUserEntityName.optional(),
      create:
        chosen =>
        async ({ result }: Info, ctx) => {
          const email = requireVerifiedEmail(result);
          const entityRef = {
            name: requireLocalPart(email, chosen?.allowedDomains),
          };
          return ctx.signInWithCatalogUser(
            { entityRef },
            chosen?.dangerouslyAllowSignInWithoutUserInCatalog
              ? { dangerousEntityRefFallback: { entityRef } }
              : undefined,
          );
        },
    }),
  };

function requireVerifiedEmail({ fullProfile, verifiedEmail }: Info['result']) {
  if (verifiedEmail !== undefined) {
    return verifiedEmail;
  }
  throw typeof fullProfile.email === 'string' && fullProfile.email !== ''
    ? emailNotVerified(fullProfile)
    : denied(
        "Your identity provider did not send your email address (claim 'email').",
      );
}

/** The part before the `@` of an address in one of the domains. */
function requireLocalPart(email: string, allowedDomains?: string[]): string {
  const [name, domain, ...rest] = email.split('@');
  if (!name || !domain || rest.length > 0) {
    throw denied(`${quote(email)} is not an email address.`);
  }
  if (allowedDomains && !allowedDomains.includes(lowerCase(domain))) {
    const rule = mustEndWith(allowedDomains);
    throw denied(
      `Your email address ${quote(email)} cannot be used here. ${rule}`,
    );
  }
  return name;
}

function denied(message: string) {
  return new IdentityRefusedError('sign_in_denied', message);
}
