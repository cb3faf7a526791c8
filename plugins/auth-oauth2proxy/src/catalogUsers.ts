import { AuthResolverContext } from '@backstage/plugin-auth-node';
import { LRUCache } from 'lru-cache';

/** How long a catalog lookup is cached. The token that it leads to is valid for longer. */
const MAX_AGE_MS = 30 * 1000;

const MAX_USERS = 1000;

type Found = Awaited<ReturnType<AuthResolverContext['findCatalogUser']>>;

/**
 * Caches users of the catalog, so that tabs opened together and page reloads cause one lookup. A user who is not found is
 * looked up each time.
 */
export class CatalogUsers {
  #found = new LRUCache<string, Found, AuthResolverContext>({
    max: MAX_USERS,
    ttl: MAX_AGE_MS,
    // The same clock as for the provider's keys.
    perf: Date,
    fetchMethod: (entityRef, _stale, { context: ctx }) =>
      ctx.findCatalogUser({ entityRef }),
  });

  /** @throws NotFoundError if there is none */
  find(entityRef: string, context: AuthResolverContext): Promise<Found> {
    return this.#found.forceFetch(entityRef, { context });
  }
}
