import { currentSession } from './currentSession';
import { Session } from './Session';

/** How the bundler's runtime loads a part of the app: it adds what has to be waited for. */
type Loader = (id: unknown, waitFor: Promise<unknown>[]) => void;

/** Lets the parts of the app that are loaded when they are needed wait, too, while nobody is signed in. */
export function holdChunks(
  loaders: Record<string, Loader>,
  getSession: () => Session | undefined = currentSession,
) {
  const held = Object.entries(loaders).map(
    ([kind, loader]): [string, Loader] => [
      kind,
      (id, waitFor) => {
        waitFor.push(hold(() => load(loader, id), getSession));
      },
    ],
  );
  Object.assign(loaders, Object.fromEntries(held));
}

async function hold(
  start: () => Promise<unknown>,
  getSession: () => Session | undefined,
) {
  try {
    return await start();
  } catch (error) {
    const session = getSession();
    if (!session || (await session.check()).name === 'signed_in') {
      throw error;
    }
    await session.store.untilSignedIn();
    return start();
  }
}

function load(loader: Loader, id: unknown) {
  const waitFor: Promise<unknown>[] = [];
  loader(id, waitFor);
  return Promise.all(waitFor);
}
