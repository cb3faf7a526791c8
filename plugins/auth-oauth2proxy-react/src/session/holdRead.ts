import { currentSession } from './CurrentSession';
import { Session } from './Session';

/**
 * Runs something that changes nothing. If that fails, it runs once more as soon as it is sure that somebody is signed in. For
 * what does not go through the fetch API.
 */
export async function holdRead<T>(
  run: () => Promise<T>,
  getSession: () => Session | undefined = currentSession,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const session = getSession();
    if (!session) {
      throw error;
    }
    await session.check();
    await session.store.untilSignedIn();
    return run();
  }
}
