import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { AuthResolverContext, TokenParams } from '@backstage/plugin-auth-node';
import { IdentityRefusedError } from './errors';
import { isEntityName } from './identity';
import { OAuth2ProxyResolverContext } from './types';

/** Backstage's context with a guard: no token for what is not a valid entity reference, whatever the resolver put together. */
export function createResolverContext(
  ctx: AuthResolverContext,
): OAuth2ProxyResolverContext {
  const issueToken = ({ claims }: TokenParams) =>
    ctx.issueToken({
      claims: {
        ...claims,
        sub: checkedEntityRef(claims.sub),
        ent: (claims.ent ?? [claims.sub]).map(checkedEntityRef),
      },
    });
  return {
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
