const PAUSE_MS = 100;

/** Repeats an attempt until it returns something; the test's timeout ends it. */
export async function until<T>(
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const result = await attempt();
  if (result !== undefined) {
    return result;
  }
  await new Promise(done => setTimeout(done, PAUSE_MS));
  return until(attempt);
}
