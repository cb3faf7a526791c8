/** Where the endpoints of the proxy are; oauth2-proxy calls it `proxy_prefix`. */
export const PROXY_PREFIX = '/_oauth2';

/** Where the stand-in for the identity provider is. */
export const PROVIDER_PREFIX = '/_idp';

/** The names of this machine, as `URL` spells them. */
export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** What the backend serves. Everything else belongs to the app. */
const BACKEND = /^\/(api|\.backstage|\.well-known)(\/|$)/;

/**
 * Requests that get 401 instead of a redirect when nobody is signed in: the API, and the app's own files, because each
 * redirect starts a sign-in. oauth2-proxy calls it `api_routes`. paths.test.ts compares the copies in docker-compose.yaml,
 * deploy/nginx and docs/kubernetes.md.
 */
export const NOT_PAGES =
  /^\/((api|\.backstage|\.well-known|static)\/|[^/?]+\.(js|mjs|css|map|json|webmanifest|xml|txt|ico|svg|png|jpe?g|gif|webp|avif|woff2?|ttf|wasm)(\?|$))/;

/**
 * Requests that need no session, because nothing in them is secret, or because they ask for a Backstage token themselves:
 * the page for who signed out, health, signing keys, MCP, actions. oauth2-proxy calls it `skip_auth_routes`; docker-compose.yaml has the same.
 */
const PUBLIC = [
  /^GET \/signed-out\.html$/,
  /^GET \/\.backstage\/health\/v1\/(liveness|readiness)$/,
  /^GET \/api\/auth\/\.well-known\/(jwks\.json|openid-configuration)$/,
  /^POST \/api\/mcp-actions\/v1$/,
  /^GET \/api\/[a-z0-9-]+\/\.backstage\/actions\/v1\/actions$/,
  /^POST \/api\/[a-z0-9-]+\/\.backstage\/actions\/v1\/actions\/[^/]+\/invoke$/,
];

export function belongsToBackend(path: string): boolean {
  return BACKEND.test(path);
}

export function isPage(path: string): boolean {
  return !NOT_PAGES.test(path);
}

export function isPublic(method: string, path: string): boolean {
  return PUBLIC.some(route => route.test(`${method} ${path}`));
}

/**
 * A path of this origin to go to after sign-in or sign-out. Anything else, such as another site, becomes `/`: that would be
 * an open redirect.
 */
export function safeRedirect(rd: unknown): string {
  const origin = 'http://origin';
  const safe =
    typeof rd === 'string' &&
    rd.startsWith('/') &&
    URL.canParse(rd, origin) &&
    new URL(rd, origin).origin === origin;
  return safe ? rd : '/';
}
