import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { isError, NotFoundError } from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
  BackstageSignInResult,
  TokenParams,
} from '@backstage/plugin-auth-node';
import { CatalogUsers } from './catalogUsers';
import { IdentityReason, IdentityRefusedError } from './errors';
import { isEntityName } from './entityNames';
import { quote } from './quote';
import { OAuth2ProxyResolverContext } from './types';

/**
 * Backstage's context with a guard: no token for what is not a valid entity reference, whatever the resolver put together.
 */
export function createResolverContext(
  ctx: AuthResolverContext,
  users: CatalogUsers,
  result: { readonly userEntityRef: string },
): {
  context: OAuth2ProxyResolverContext;
  /** What was looked for last: an entity reference, or what the entity had to have. */
  lastTried(): string | undefined;
  /** Adds the identity to the result of a resolver that was only handed a string. */
  complete(signedIn: BackstageSignInResult): BackstageSignInResult;
} {
  const issued = new Map<string, BackstageSignInResult>();
  let tried: string | undefined;

  async function issue(claims: TokenParams['claims']) {
    const signedIn = await ctx.issueToken({ claims });
    issued.set(signedIn.token, signedIn);
    return signedIn;
  }

  function issueChecked({
    sub,
    ent = [sub],
    ...claims
  }: TokenParams['claims']) {
    return issue({
      ...claims,
      sub: checkedEntityRef(sub, 'user_name_invalid'),
      ent: ent.map(ref => checkedEntityRef(ref, 'groups_invalid')),
    });
  }

  async function issueToken({ claims }: TokenParams) {
    // Throws if there is none: `user:default/${undefined}` is a valid reference, and so is that of a list of one name.
    void result.userEntityRef;
    return issueChecked(claims);
  }

  async function find(query: AuthResolverCatalogUserQuery) {
    if (!('entityRef' in query)) {
      tried = describeQuery(query);
      return ctx.findCatalogUser(query);
    }
    const ref = canonicalEntityRef(query.entityRef);
    tried = ref ?? quote(query.entityRef);
    if (!ref) {
      throw new NotFoundError('The catalog has no invalid entity references');
    }
    return users.find(ref, ctx);
  }

  return {
    context: {
      issueToken,
      tokenIssuer: {
        issueToken: async params => (await issueToken(params)).token,
      },
      findCatalogUser: find,
      resolveOwnershipEntityRefs: entity =>
        ctx.resolveOwnershipEntityRefs(entity),
      async signInWithCatalogUser(query, options) {
        try {
          const { entity } = await find(query);
          const { ownershipEntityRefs } = await ctx.resolveOwnershipEntityRefs(
            entity,
          );
          return await issue({
            sub: stringifyEntityRef(entity),
            ent: ownershipEntityRefs,
          });
        } catch (error) {
          const fallback = options?.dangerousEntityRefFallback?.entityRef;
          if (fallback && isError(error) && error.name === 'NotFoundError') {
            const sub = checkedEntityRef(fallback, 'user_name_invalid');
            return issue({ sub, ent: [sub] });
          }
          throw error;
        }
      },
    },
    lastTried: () => tried,
    complete: signedIn => issued.get(signedIn.token) ?? signedIn,
  };
}

/** Such as `a user with spec.profile.email "ada@example.com"`. */
function describeQuery(
  query: Exclude<AuthResolverCatalogUserQuery, { entityRef: unknown }>,
): string {
  const wanted = 'annotations' in query ? query.annotations : query.filter;
  const pairs = [wanted].flat().flatMap(Object.entries);
  return `a user with ${pairs
    .map(([field, value]) => `${field} ${quote(value)}`)
    .join(', ')}`;
}

type EntityRef = Parameters<typeof parseEntityRef>[0];

function checkedEntityRef(ref: EntityRef, reason: IdentityReason): string {
  const canonical = canonicalEntityRef(ref);
  if (!canonical) {
    throw new IdentityRefusedError(
      reason,
      `${quote(ref)} is no valid entity reference.`,
    );
  }
  return canonical;
}

/** The one form in which Backstage compares entity references; undefined if it is not a valid one. */
function canonicalEntityRef(ref: EntityRef): string | undefined {
  try {
    const { kind, namespace, name } = parseEntityRef(ref, {
      defaultKind: 'User',
      defaultNamespace: 'default',
    });
    return [kind, namespace, name].every(isEntityName)
      ? stringifyEntityRef({ kind, namespace, name })
      : undefined;
  } catch {
    return undefined;
  }
}
