import { loadRefresh } from './load.mjs';

/** What Node compiles while it gets to know its work would count for whatever is measured first. */
const WARM_UP = { requests: 3000, connections: 10 };

/**
 * Starts sides, warms them up, and stops them again whatever happens.
 *
 * @param {{ [name: string]: { start(options: object): Promise<object> } }} sides
 * @param {object} options - of `start`, and `people` who sign in
 * @param {(running: { [name: string]: object }) => Promise<T>} use
 */
export async function withRunning(sides, { people, ...options }, use) {
  const running = {};
  try {
    for (const [name, side] of Object.entries(sides)) {
      running[name] = await side.start(options);
      await loadRefresh(running[name], { ...WARM_UP, people });
    }
    return await use(running);
  } finally {
    await Promise.all(Object.values(running).map(({ stop }) => stop()));
  }
}
