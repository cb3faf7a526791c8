import { DiscoveryApi } from '@backstage/core-plugin-api';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Asks for a session, with growing pauses, until the answer is one that a new attempt can make something of.
 *
 * @returns false if it was aborted before
 */
export async function untilRecovered(
  discoveryApi: DiscoveryApi,
  signal: AbortSignal,
): Promise<boolean> {
  const url = `${await discoveryApi.getBaseUrl('auth')}/oauth2proxy/refresh`;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    await sleep(jittered(Math.min(pause, LONGEST_PAUSE_MS)), signal);
    if (signal.aborted) {
      return false;
    }
    if (await answers(url, signal)) {
      return true;
    }
  }
}

/** Signed in, not signed in, turned away: anything but that somebody is down. */
async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      signal,
      credentials: 'include',
      headers: {
        Accept: 'application/json',
        'X-Requested-With': 'XMLHttpRequest',
      },
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

/** Not everybody at once, when the backend is back. */
function jittered(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
