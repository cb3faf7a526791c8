// The start of the paths is `proxy_prefix` of oauth2-proxy.

/** Where oauth2-proxy ends a session. */
export const SIGN_OUT = '/_oauth2/sign_out';

/** Where oauth2-proxy begins one. */
const START = '/_oauth2/start';

/** The page that the small sign-in window ends on: it tells the other tabs, and closes itself. */
export const SIGNED_IN_PAGE = '/signed-in.html';

/** Needs no session. `skip_auth_routes` of oauth2-proxy, and `packages/dev-proxy/src/paths.ts`, let it through. */
export const SIGNED_OUT_PAGE = '/signed-out.html';

/** The address that signs someone in and leads on to a path of the portal. */
export function signInAddress(path: string): string {
  return `${START}?rd=${encodeURIComponent(path)}`;
}

/** The address that ends the session and leads on to another one. */
export function signOutAddress(next: string): string {
  return `${SIGN_OUT}?rd=${encodeURIComponent(next)}`;
}
