import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
  BackstageSignInResult,
  TokenParams,
} from '@backstage/plugin-auth-node';
import { IdentityReason, IdentityRefusedError } from './errors';
import { isEntityName } from './entityNames';
import { quote } from './quote';
import { OAuth2ProxyResolverContext } from './types';

/**
 * Backstage's context with a guard: no token for what is not a valid entity reference, whatever the resolver put together.
 */
export function createResolverContext(
  ctx: AuthResolverContext,
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

  async function remember(signingIn: Promise<BackstageSignInResult>) {
    const signedIn = await signingIn;
    issued.set(signedIn.token, signedIn);
    return signedIn;
  }

  async function issueToken({ claims }: TokenParams) {
    // Throws if there is none: `user:default/${undefined}` is a valid reference, and so is that of a list of one name.
    void result.userEntityRef;
    const { sub, ent = [sub], ...others } = claims;
    const checked = {
      ...others,
      sub: checkedEntityRef(sub, 'user_name_invalid'),
      ent: ent.map(ref => checkedEntityRef(ref, 'groups_invalid')),
    };
    return remember(ctx.issueToken({ claims: checked }));
  }

  /** The catalog is never asked for an invalid reference, because it would find the user `ada` for the list `['ada']`. */
  function toValidQuery(
    query: AuthResolverCatalogUserQuery,
  ): AuthResolverCatalogUserQuery | undefined {
    if (!('entityRef' in query)) {
      tried = describeQuery(query);
      return query;
    }
    const entityRef = canonicalEntityRef(query.entityRef);
    tried = entityRef ?? quote(query.entityRef);
    return entityRef ? { entityRef } : undefined;
  }

  return {
    context: {
      issueToken,
      tokenIssuer: {
        issueToken: async params => (await issueToken(params)).token,
      },
      async findCatalogUser(query) {
        const valid = toValidQuery(query);
        if (!valid) {
          throw new NotFoundError();
        }
        return ctx.findCatalogUser(valid);
      },
      resolveOwnershipEntityRefs: entity =>
        ctx.resolveOwnershipEntityRefs(entity),
      async signInWithCatalogUser(query, { dangerousEntityRefFallback } = {}) {
        const entityRef =
          dangerousEntityRefFallback &&
          checkedEntityRef(
            dangerousEntityRefFallback.entityRef,
            'user_name_invalid',
          );
        const valid = toValidQuery(query);
        if (valid) {
          const fallback = entityRef && {
            dangerousEntityRefFallback: { entityRef },
          };
          return remember(ctx.signInWithCatalogUser(valid, fallback));
        }
        if (entityRef) {
          return remember(ctx.issueToken({ claims: { sub: entityRef } }));
        }
        throw new NotFoundError();
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
