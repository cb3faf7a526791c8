import { DiscoveryApi } from '@backstage/core-plugin-api';

/** Signing out does not wait longer for it. */
const PATIENCE_MS = 3_000;

/** Deletes the cookie that Backstage gives to what cannot send a token, such as the images of a documentation page. */
export async function deleteCookie(discovery: DiscoveryApi): Promise<void> {
  const app = await discovery.getBaseUrl('app');
  const request = fetch(`${app}/.backstage/auth/v1/cookie`, {
    method: 'DELETE',
    credentials: 'include',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  // Without an answer the cookie ends with the token that it was made from.
  await Promise.allSettled([request]);
}
