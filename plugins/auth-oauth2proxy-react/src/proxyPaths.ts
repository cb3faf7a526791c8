/** Where oauth2-proxy begins a sign-in and ends a session. The start of each path is its `proxy_prefix`. */
const START = '/_oauth2/start';
const SIGN_OUT = '/_oauth2/sign_out';

/** The page that the small sign-in window ends on: it tells the other tabs, and closes itself. */
export const SIGNED_IN_PAGE = '/signed-in.html';

/** Needs no session. `skip_auth_routes` of oauth2-proxy, and `packages/dev-proxy/src/paths.ts`, let it through. */
export const SIGNED_OUT_PAGE = '/signed-out.html';

/** Ends the session, and has the provider ask who it is that signs in next, where oauth2-proxy hands on `prompt`. */
export const SIGN_OUT_AND_IN = signOutAddress(`${START}?prompt=login`);

/** The address that signs someone in and leads on to a path of the portal. */
export function signInAddress(path: string): string {
  return withRedirect(START, path);
}

/** The address that ends the session and leads on to another one. */
export function signOutAddress(next: string): string {
  return withRedirect(SIGN_OUT, next);
}

function withRedirect(path: string, rd: string): string {
  return `${path}?rd=${encodeURIComponent(rd)}`;
}
