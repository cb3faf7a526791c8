/** Where oauth2-proxy ends a session. The start of the path is its `proxy_prefix`. */
export const SIGN_OUT = '/_oauth2/sign_out';
