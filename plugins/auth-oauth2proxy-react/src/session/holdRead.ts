import { GetSession } from './CurrentSession';

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
