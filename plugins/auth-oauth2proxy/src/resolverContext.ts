import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { AuthResolverContext, BackstageSignInResult, TokenParams } from '@backstage/plugin-auth-node';
import { IdentityRefusedError } from './errors';
import { isEntityName } from './identity';
import { OAuth2ProxyResolverContext } from './types';

/**
 * Backstage's context with a guard: no token for what is not a valid entity reference, whatever the resolver put together.
 */
export function createResolverContext(ctx: AuthResolverContext): {
  context: OAuth2ProxyResolverContext;
  /** Adds the identity to the result of a resolver that was only handed a string. */
  complete(result: BackstageSignInResult): BackstageSignInResult;
} {
  const issued = new Map<string, BackstageSignInResult>();

  async function issueToken({ claims }: TokenParams) {
    const result = await ctx.issueToken({
      claims: {
        ...claims,
        sub: checkedEntityRef(claims.sub),
        ent: (claims.ent ?? [claims.sub]).map(checkedEntityRef),
      },
    });
    issued.set(result.token, result);
    return result;
  }

  return {
    context: {
      issueToken,
      tokenIssuer: {
        issueToken: async params => (await issueToken(params)).token,
      },
      findCatalogUser: query => ctx.findCatalogUser(query),
      resolveOwnershipEntityRefs: entity =>
        ctx.resolveOwnershipEntityRefs(entity),
      async signInWithCatalogUser(query, options) {
        const fallback = options?.dangerousEntityRefFallback?.entityRef;
        if (fallback) {
          checkedEntityRef(fallback);
        }
        return ctx.signInWithCatalogUser(query, options);
      },
    },
    complete: result => issued.get(result.token) ?? result,
  };
}

type EntityRef = Parameters<typeof parseEntityRef>[0];

function checkedEntityRef(ref: EntityRef): string {
  const { kind, namespace, name } = parse(ref);
  if (![kind, namespace, name].every(isEntityName)) {
    throw invalid(ref);
  }
  return stringifyEntityRef({ kind, namespace, name });
}

function parse(ref: EntityRef) {
  try {
    return parseEntityRef(ref, {
      defaultKind: 'User',
      defaultNamespace: 'default',
    });
  } catch {
    throw invalid(ref);
  }
}

function invalid(ref: EntityRef) {
  return new IdentityRefusedError(
    'user_name_invalid',
    `${JSON.stringify(ref).slice(0, 160)} is no valid entity reference.`,
  );
}
