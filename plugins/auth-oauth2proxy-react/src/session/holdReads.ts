import { GetSession } from './Session';

/** A chunk loader of the bundler's runtime. It adds the promises to wait for to `pending`. */
type ChunkLoader = (id: unknown, pending: Promise<unknown>[]) => void;

/**
 * Runs a read that doesn't use the fetch API. If it fails, runs it once more when the user is known to be signed in.
 */
export async function holdRead<T>(
  run: () => Promise<T>,
  getSession: GetSession,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const session = getSession();
    if (!session) {
      throw error;
    }
    await session.check();
    await session.store.waitUntilSignedIn();
    return run();
  }
}

/**
 * Makes lazily loaded parts of the app wait while the user is signed out.
 *
 * @param loaders - the bundler's loaders by kind of chunk, such as scripts and styles
 */
export function holdChunks(getSession: GetSession, loaders = bundlerLoaders()) {
  for (const [kind, load] of Object.entries(loaders)) {
    const loadAll = (id: unknown) => {
      const pending: Promise<unknown>[] = [];
      load(id, pending);
      return Promise.all(pending);
    };
    loaders[kind] = (id, pending) =>
      pending.push(holdRead(() => loadAll(id), getSession));
  }
}

/** Returns none in unit tests, which run without a bundler. */
function bundlerLoaders(): Record<string, ChunkLoader> {
  return typeof __webpack_require__ === 'undefined'
    ? {}
    : __webpack_require__.f;
}
