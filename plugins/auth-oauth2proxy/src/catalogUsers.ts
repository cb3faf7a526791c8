import { AuthResolverContext } from '@backstage/plugin-auth-node';
import { LRUCache } from 'lru-cache';

/** How long what the catalog said of a user is gone by. A token that was issued upon it is good for an hour. */
const MAX_AGE_MS = 30 * 1000;

const MAX_USERS = 1000;

type Found = Awaited<ReturnType<AuthResolverContext['findCatalogUser']>>;

/**
 * Users as the catalog knows them. Tabs that are opened together, and a page that is loaded again, ask it once; who is not there is
 * looked for each time.
 */
export class CatalogUsers {
  #found = new LRUCache<string, Found, AuthResolverContext>({
    max: MAX_USERS,
    ttl: MAX_AGE_MS,
    // The clock that the keys of the provider go by as well.
    perf: Date,
    fetchMethod: (entityRef, _stale, { context: ctx }) =>
      ctx.findCatalogUser({ entityRef }),
  });

  /** @throws NotFoundError if there is none */
  find(entityRef: string, context: AuthResolverContext): Promise<Found> {
    return this.#found.forceFetch(entityRef, { context });
  }
}
