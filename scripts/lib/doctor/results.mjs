import { anchorOf } from '../anchors.mjs';

/**
 * @typedef {{ status: 'ok' | 'problem' | 'skipped', message: string }} Result
 *
 * @typedef {object} Check
 * @property {string} id
 * @property {string} title
 * @property {(context: import('./context.mjs').Context) => Promise<Result> | Result} run
 */

/**
 * Creates a check. The title is a heading in docs/troubleshooting.md, and the ID is its anchor.
 *
 * @returns {Check}
 */
export function check(title, run) {
  return { id: anchorOf(title), title, run };
}

/** Says why a check has nothing to examine. */
class Skipped extends Error {}

export const ok = message => ({ status: 'ok', message });

export const problem = message => ({ status: 'problem', message });

/** Ends a check without a result. */
export function skip(why) {
  throw new Skipped(why);
}

/** Returns a problem if there is a message, otherwise ok. */
export function problemOrOk(messages, fine, advice) {
  const found = messages.filter(Boolean).join(advice ? ', ' : '. ');
  const text = [found, advice].filter(Boolean).join('. ');
  return found ? problem(text) : ok(fine);
}

/** Lets checks that need the same data share one attempt to get it. */
export function shared(read) {
  const attempts = new WeakMap();
  return context => {
    if (!attempts.has(context)) {
      attempts.set(context, read(context));
    }
    return attempts.get(context);
  };
}

/** Runs all checks at the same time. */
export function runChecks(places, context) {
  return Promise.all(
    places.flatMap(({ place, checks }) =>
      checks.map(async ({ id, title, run }) => ({
        id,
        place,
        title,
        ...(await resultOf(run, context)),
      })),
    ),
  );
}

async function resultOf(run, context) {
  try {
    return await run(context);
  } catch (error) {
    if (error instanceof Skipped) {
      return { status: 'skipped', message: error.message };
    }
    throw error;
  }
}
