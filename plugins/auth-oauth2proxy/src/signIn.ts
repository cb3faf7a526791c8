import { isError, NotFoundError } from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
  ProfileTransform,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { canonicalEntityRef, EntityRef } from './entityRefs';
import { IdentityReason, IdentityRefusedError } from './errors';
import { quote } from './quote';
import { OAuth2ProxyResult } from './types';

/**
 * Runs a resolver in a guarded context, and names the user that is not in the catalog.
 *
 * The email address in the resolver's profile is the verified one, whatever the `authHandler` returns.
 */
export function guardResolver<Claims extends object>(
  resolver: SignInResolver<OAuth2ProxyResult<Claims>>,
): SignInResolver<OAuth2ProxyResult<Claims>> {
  return async ({ profile, result }, ctx) => {
    const { context, lastLookup } = createResolverContext(ctx, result);
    try {
      return await resolver(
        { result, profile: { ...profile, email: result.verifiedEmail } },
        context,
      );
    } catch (error) {
      if (!isError(error) || error.name !== 'NotFoundError') {
        throw error;
      }
      throw new IdentityRefusedError(
        'user_unknown',
        `The catalog has no ${lastLookup() ?? 'user for your account'}.`,
      );
    }
  };
}

/** Runs a profile transform in a guarded context. */
export function guardProfileTransform<Claims extends object>(
  transform: ProfileTransform<OAuth2ProxyResult<Claims>>,
): ProfileTransform<OAuth2ProxyResult<Claims>> {
  return (result, ctx) =>
    transform(result, createResolverContext(ctx, result).context);
}

/** Backstage's context, which issues tokens only for valid entity references, and remembers the last lookup. */
function createResolverContext(
  ctx: AuthResolverContext,
  result: { readonly userEntityRef: string },
): {
  context: AuthResolverContext;
  /** The last entity that was looked up, such as `entity user:default/ada`. */
  lastLookup(): string | undefined;
} {
  let lookup: string | undefined;

  /** Undefined for invalid references: the catalog would find the user `ada` for the list `['ada']`. */
  function toValidQuery(
    query: AuthResolverCatalogUserQuery,
  ): AuthResolverCatalogUserQuery | undefined {
    if (!('entityRef' in query)) {
      lookup = describeFilter(query);
      return query;
    }
    const entityRef = canonicalEntityRef(query.entityRef);
    lookup = `entity ${entityRef ?? quote(query.entityRef)}`;
    return entityRef ? { entityRef } : undefined;
  }

  const context: AuthResolverContext = {
    async issueToken({ claims: { sub, ent = [sub], ...claims } }) {
      // Throws if there is none. `user:default/${undefined}` is a valid reference, and so is that of a list of one name.
      void result.userEntityRef;
      return ctx.issueToken({
        claims: {
          ...claims,
          sub: requireEntityRef(sub, 'user_name_invalid'),
          ent: ent.map(ref => requireEntityRef(ref, 'groups_invalid')),
        },
      });
    },
    async findCatalogUser(query) {
      const validQuery = toValidQuery(query);
      if (!validQuery) {
        throw new NotFoundError();
      }
      return ctx.findCatalogUser(validQuery);
    },
    async signInWithCatalogUser(query, { dangerousEntityRefFallback } = {}) {
      const entityRef =
        dangerousEntityRefFallback &&
        requireEntityRef(
          dangerousEntityRefFallback.entityRef,
          'user_name_invalid',
        );
      const validQuery = toValidQuery(query);
      if (validQuery) {
        return ctx.signInWithCatalogUser(
          validQuery,
          entityRef ? { dangerousEntityRefFallback: { entityRef } } : {},
        );
      }
      if (entityRef) {
        return ctx.issueToken({ claims: { sub: entityRef } });
      }
      throw new NotFoundError();
    },
    resolveOwnershipEntityRefs: entity =>
      ctx.resolveOwnershipEntityRefs(entity),
  };
  return { context, lastLookup: () => lookup };
}

/** Such as `user with spec.profile.email "ada@example.com"`. */
function describeFilter(
  query: Exclude<AuthResolverCatalogUserQuery, { entityRef: unknown }>,
): string {
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
