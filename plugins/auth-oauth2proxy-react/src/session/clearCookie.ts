import { DiscoveryApi } from '@backstage/core-plugin-api';

/** How long signing out waits for the response. */
const TIMEOUT_MS = 3_000;

/** Deletes the cookie that Backstage sets for requests without a token, such as the images of a documentation page. */
export async function clearCookie(discovery: DiscoveryApi): Promise<void> {
  const app = await discovery.getBaseUrl('app');
  const request = fetch(`${app}/.backstage/auth/v1/cookie`, {
    method: 'DELETE',
    credentials: 'include',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  // If this fails, the cookie expires with the token that it was created from.
  await Promise.allSettled([request]);
}
