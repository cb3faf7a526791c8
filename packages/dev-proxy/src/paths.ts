/** The path of the proxy's endpoints; oauth2-proxy calls it `proxy_prefix`. */
export const PROXY_PREFIX = '/_oauth2';

/** The path of the stand-in identity provider. */
export const PROVIDER_PREFIX = '/_idp';

/** The hostnames of this machine, as `URL` spells them. */
export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** Paths of the backend. The app serves all others. */
const BACKEND = /^\/(api|\.backstage|\.well-known)(\/|$)/;

/**
 * Requests that get 401 instead of a redirect if nobody is signed in: the API, and the app's own files, because each redirect starts a
 * sign-in. oauth2-proxy calls it `api_routes`. paths.test.ts compares all copies.
 */
export const NOT_PAGES =
  /^\/((api|\.backstage|\.well-known|static)\/|[^/?]+\.(js|mjs|css|map|json|webmanifest|xml|txt|ico|svg|png|jpe?g|gif|webp|avif|woff2?|ttf|wasm)(\?|$))/;

/**
 * Requests that need no session, because nothing in them is secret, or because they require a Backstage token: the page after signing out,
 * health, signing keys, MCP, actions. oauth2-proxy calls it `skip_auth_routes`. paths.test.ts compares all copies.
 */
export const PUBLIC_ROUTES = [
  'GET=^/signed-out[.]html$',
  'GET=^/[.]backstage/health/v1/(liveness|readiness)$',
  'GET=^/api/auth/[.]well-known/(jwks[.]json|openid-configuration)$',
  'POST=^/api/mcp-actions/v1$',
  'GET=^/api/[a-z0-9-]+/[.]backstage/actions/v1/actions$',
  'POST=^/api/[a-z0-9-]+/[.]backstage/actions/v1/actions/[^/]+/invoke$',
];

export function belongsToBackend(path: string): boolean {
  return BACKEND.test(path);
}

export function isPage(path: string): boolean {
  return !NOT_PAGES.test(path);
}

export function isPublic(method: string, path: string): boolean {
  return PUBLIC_ROUTES.some(route => {
    const [routeMethod, pattern] = route.split('=');
    return method === routeMethod && new RegExp(pattern).test(path);
  });
}

/** Returns the path to go to after sign-in or sign-out. Anything but a path of this origin becomes `/`, because it would be an open redirect. */
export function safeRedirect(rd: unknown): string {
  const origin = 'http://origin';
  const safe =
    typeof rd === 'string' &&
    rd.startsWith('/') &&
    URL.canParse(rd, origin) &&
    new URL(rd, origin).origin === origin;
  return safe ? rd : '/';
}
