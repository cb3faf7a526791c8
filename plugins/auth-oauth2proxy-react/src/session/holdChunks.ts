import { holdRead } from './holdRead';

/** How the bundler's runtime loads a part of the app: it adds what has to be waited for. */
type Loader = (id: unknown, pending: Promise<unknown>[]) => void;

/** Lets the parts of the app that are loaded when they are needed wait, too, while nobody is signed in. */
export function holdChunks(
  loaders: Record<string, Loader>,
  hold: typeof holdRead = holdRead,
) {
  for (const [kind, loader] of Object.entries(loaders)) {
    Object.assign(loaders, {
      [kind]: (id: unknown, pending: Promise<unknown>[]) =>
        pending.push(hold(() => load(loader, id))),
    });
  }
}

function load(loader: Loader, id: unknown) {
  const pending: Promise<unknown>[] = [];
  loader(id, pending);
  return Promise.all(pending);
}
