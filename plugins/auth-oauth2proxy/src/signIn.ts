import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
  ProfileTransform,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { AuthenticatedResult } from './authenticator';
import { canonicalEntityRef, EntityRef } from './claims';
import { IdentityRefusedError, isNotFound, quote } from './refusals';
import { IdentityReason, OAuth2ProxyResult } from './types';

/**
 * Runs a resolver in a guarded context. Its errors say which user is not in the catalog.
 *
 * The email address in the resolver's profile is the verified one, whatever the `authHandler` returns.
 */
export function guardResolver<Claims extends object>(
  resolver: SignInResolver<OAuth2ProxyResult<Claims>>,
): SignInResolver<AuthenticatedResult<Claims>> {
  return async ({ profile, result }, ctx) => {
    const { context, lastLookup } = guardContext(ctx, result);
    try {
      return await resolver(
        { result, profile: { ...profile, email: result.verifiedEmail } },
        context,
      );
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      throw new IdentityRefusedError(
        'user_unknown',
        `The catalog has no ${lastLookup()}.`,
      );
    }
  };
}

/** Runs a profile transform in a guarded context. */
export function guardProfileTransform<Claims extends object>(
  transform: ProfileTransform<OAuth2ProxyResult<Claims>>,
): ProfileTransform<AuthenticatedResult<Claims>> {
  return (result, ctx) => transform(result, guardContext(ctx, result).context);
}

/**
 * Backstage's context, which issues tokens only for valid entity references that the account is bound to, and remembers the
 * last lookup.
 */
function guardContext(
  ctx: AuthResolverContext,
  result: AuthenticatedResult<object>,
): { context: AuthResolverContext; lastLookup(): string } {
  let lookup = 'user for your account';

  /** Throws for invalid references: the catalog would find the user `ada` for the list `['ada']`. */
  function toValidQuery(
    query: AuthResolverCatalogUserQuery,
  ): AuthResolverCatalogUserQuery {
    if (!('entityRef' in query)) {
      lookup = describeFilter(query);
      return query;
    }
    const entityRef = canonicalEntityRef(query.entityRef);
    lookup = `entity ${entityRef ?? quote(query.entityRef)}`;
    if (!entityRef) {
      throw new NotFoundError();
    }
    return { entityRef };
  }

  async function issueBoundToken(
    entityRef: string,
    ownershipEntityRefs: string[],
    claims: object = {},
  ) {
    const sub = await result.binding.bind(entityRef, ctx);
    const ent = ownershipEntityRefs.map(ref => (ref === entityRef ? sub : ref));
    return ctx.issueToken({ claims: { ...claims, sub, ent } });
  }

  const context: AuthResolverContext = {
    async issueToken({ claims: { sub, ent = [sub], ...claims } }) {
      // Throws if there is none. `user:default/${undefined}` is a valid reference, and so is that of a list of one name.
      void result.userEntityRef;
      return issueBoundToken(
        requireEntityRef(sub, 'user_name_invalid'),
        ent.map(ref => requireEntityRef(ref, 'groups_invalid')),
        claims,
      );
    },
    findCatalogUser: async query => ctx.findCatalogUser(toValidQuery(query)),
    async signInWithCatalogUser(query, { dangerousEntityRefFallback } = {}) {
      const fallback =
        dangerousEntityRefFallback &&
        requireEntityRef(
          dangerousEntityRefFallback.entityRef,
          'user_name_invalid',
        );
      try {
        const { entity } = await context.findCatalogUser(query);
        const owned = await ctx.resolveOwnershipEntityRefs(entity);
        return await issueBoundToken(
          stringifyEntityRef(entity),
          owned.ownershipEntityRefs,
        );
      } catch (error) {
        if (!fallback || !isNotFound(error)) {
          throw error;
        }
        return issueBoundToken(fallback, [fallback]);
      }
    },
    resolveOwnershipEntityRefs: entity =>
      ctx.resolveOwnershipEntityRefs(entity),
  };
  return { context, lastLookup: () => lookup };
}

/** Such as `user with spec.profile.email "ada@example.com"`. */
function describeFilter(
  query: Exclude<AuthResolverCatalogUserQuery, { entityRef: unknown }>,
) {
  const filter = 'annotations' in query ? query.annotations : query.filter;
  const fields = [filter]
    .flat()
    .flatMap(Object.entries)
    .map(([field, value]) => `${field} ${quote(value)}`);
  return `user with ${fields.join(', ')}`;
}

function requireEntityRef(ref: EntityRef, reason: IdentityReason): string {
  const canonical = canonicalEntityRef(ref);
  if (!canonical) {
    throw new IdentityRefusedError(
      reason,
      `${quote(ref)} is not a valid entity reference.`,
    );
  }
  return canonical;
}
