import { currentSession } from './currentSession';
import { Session } from './Session';

/**
 * Runs something that changes nothing, and once more when somebody is signed in, if it failed for want of that. For what does
 * not go through the fetch API.
 */
export async function holdRead<T>(
  run: () => Promise<T>,
  getSession: () => Session | undefined = currentSession,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const session = getSession();
    if (!session || (await session.check()).name === 'signed_in') {
      throw error;
    }
    await session.store.untilSignedIn();
    return run();
  }
}
