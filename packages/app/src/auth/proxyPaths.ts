/** Where oauth2-proxy begins a sign-in and ends a session. The start of each path is its `proxy_prefix`. */
const START = '/_oauth2/start';
export const SIGN_OUT = '/_oauth2/sign_out';

/** Ends the session, and has the provider ask who it is that signs in next, where oauth2-proxy hands on `prompt`. */
export const SIGN_OUT_AND_IN = withRedirect(SIGN_OUT, `${START}?prompt=login`);

/** Leads straight to signing in, and from there to `path`. */
export function signInTo(path: string): string {
  return withRedirect(START, path);
}

function withRedirect(path: string, rd: string): string {
  return `${path}?rd=${encodeURIComponent(rd)}`;
}
