/** The paths of oauth2-proxy below its `proxy_prefix`. */
const START = '/_oauth2/start';
const SIGN_OUT = '/_oauth2/sign_out';

/** The last page of the sign-in pop-up. It notifies the other tabs and closes itself. */
export const SIGNED_IN_PAGE = '/signed-in.html';

/** Must be reachable without a session: see `skip_auth_routes` of oauth2-proxy, and `packages/dev-proxy/src/paths.ts`. */
export const SIGNED_OUT_PAGE = '/signed-out.html';

/** Ends the session, then asks the provider for the user's credentials if oauth2-proxy forwards `prompt`. */
export const SIGN_OUT_AND_IN = signOutAddress(`${START}?prompt=login`);

/** Returns the address that signs the user in and redirects to a path of the portal. */
export function signInAddress(path: string): string {
  return withRedirect(START, path);
}

/** Returns the address that signs the user in and returns to the current page, which reloads. */
export function signInHereAddress(): string {
  const { pathname, search, hash } = window.location;
  return signInAddress(`${pathname}${search}${hash}`);
}

/** Returns the address that ends the session and redirects to another address. */
export function signOutAddress(next: string): string {
  return withRedirect(SIGN_OUT, next);
}

function withRedirect(path: string, rd: string): string {
  return `${path}?rd=${encodeURIComponent(rd)}`;
}
