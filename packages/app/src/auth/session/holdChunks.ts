import { currentSession } from './currentSession';
import { Session } from './Session';

type LoadChunk = (id: unknown) => Promise<unknown>;

/** Lets parts of the app that are loaded when they are needed wait, too, while nobody is signed in. */
export function holdChunks() {
  __webpack_chunk_load__ = holdChunk(__webpack_chunk_load__, currentSession);
}

export function holdChunk(
  load: LoadChunk,
  getSession: () => Session | undefined,
): LoadChunk {
  return async id => {
    try {
      return await load(id);
    } catch (error) {
      const session = getSession();
      if (!session || (await session.check()).name === 'signed_in') {
        throw error;
      }
      await session.store.untilSignedIn();
      return load(id);
    }
  };
}
