import { ConfigApi } from '@backstage/core-plugin-api';

/** oauth2-proxy's default for `proxy_prefix`. */
const DEFAULT_PREFIX = '/oauth2';

/** The last page of the sign-in pop-up. It notifies the other tabs and closes itself. */
export const SIGNED_IN_PAGE = '/signed-in.html';

/** Must be reachable without a session: see oauth2-proxy's option `skip_auth_routes`. */
export const SIGNED_OUT_PAGE = '/signed-out.html';

/** Returns the path of oauth2-proxy's endpoints. */
export function readProxyPrefix(config: ConfigApi): string {
  return config.getOptionalString('app.auth.proxyPrefix') ?? DEFAULT_PREFIX;
}

/** Returns the address that signs the user in and redirects to a path of the portal. */
export function signInAddress(prefix: string, path: string): string {
  return withRedirect(`${prefix}/start`, path);
}

/** Returns the address that signs the user in and returns to the current page, which reloads. */
export function signInOnPageAddress(prefix: string): string {
  const { pathname, search, hash } = window.location;
  return signInAddress(prefix, `${pathname}${search}${hash}`);
}

/** Returns the address that ends the session and redirects to another address. */
export function signOutAddress(prefix: string, next: string): string {
  return withRedirect(`${prefix}/sign_out`, next);
}

/**
 * Returns the address that ends the session, then asks the provider for the user's credentials if oauth2-proxy forwards
 * `prompt`.
 */
export function signOutAndInAddress(prefix: string): string {
  return signOutAddress(prefix, `${prefix}/start?prompt=login`);
}

function withRedirect(path: string, rd: string): string {
  return `${path}?rd=${encodeURIComponent(rd)}`;
}
