import { GetSession } from './CurrentSession';
import { holdRead } from './holdRead';

/** How the bundler's runtime loads a chunk: it adds the promises to wait for. */
type Loader = (id: unknown, pending: Promise<unknown>[]) => void;

/** The bundler's loaders by kind of chunk, such as scripts and styles. */
export type ChunkLoaders = Record<string, Loader>;

/** Makes lazily loaded parts of the app wait while the user is signed out. */
export function holdChunks(loaders: ChunkLoaders, getSession: GetSession) {
  for (const [kind, loader] of Object.entries(loaders)) {
    Object.assign(loaders, {
      [kind]: (id: unknown, pending: Promise<unknown>[]) =>
        pending.push(holdRead(() => load(loader, id), getSession)),
    });
  }
}

function load(loader: Loader, id: unknown) {
  const pending: Promise<unknown>[] = [];
  loader(id, pending);
  return Promise.all(pending);
}
