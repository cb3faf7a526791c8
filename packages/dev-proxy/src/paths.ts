import { posix } from 'path';

/** The path of the stand-in identity provider. */
export const PROVIDER_PREFIX = '/_idp';

/** The hostnames of this machine, as `URL` spells them. */
export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** The backend's paths. The app serves all others. */
const BACKEND = /^\/(api|\.backstage|\.well-known)(\/|$)/;

/**
 * Requests that get 401 instead of a redirect if nobody is signed in: the API, and the app's own files, because each redirect starts a
 * sign-in. The exception is the page `/api/auth/v1/authorize`, to which the command line and MCP clients send the user. Go's regular
 * expressions have no lookahead, so three lines leave it out. oauth2-proxy calls the list `api_routes`. paths.test.ts compares all copies.
 */
export const API_ROUTES = [
  '^/([.]backstage|[.]well-known|static)/',
  '^/api/([^a]|a[^u]|au[^t]|aut[^h]|auth[^/])',
  '^/api/auth/([^v]|v[^1]|v1[^/])',
  '^/api/auth/v1/[^a]',
  '^/[^/?]+[.](js|mjs|css|map|json|webmanifest|xml|txt|ico|svg|png|jpe?g|gif|webp|avif|woff2?|ttf|wasm)([?]|$)',
];

/**
 * Requests that need no session. The page after signing out, health checks and signing keys are public. The command line, MCP, actions and
 * CI jobs send their own token or code. oauth2-proxy calls the list `skip_auth_routes`. paths.test.ts compares all copies.
 */
export const PUBLIC_ROUTES = [
  'GET=^/signed-out[.]html$',
  'GET=^/[.]backstage/health/v1/(liveness|readiness)$',
  'GET=^/api/auth/[.]well-known/(jwks[.]json|openid-configuration|oauth-client/cli[.]json)$',
  'POST=^/api/auth/v1/(token|revoke)$',
  'GET=^/api/auth/v1/userinfo$',
  // part: mcp
  'GET=^/[.]well-known/oauth-authorization-server(/api/auth)?$',
  'GET=^/[.]well-known/oauth-protected-resource/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$',
  'GET=^/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$',
  'POST=^/api/mcp-actions/v1(/[A-Za-z0-9_-]+)?$',
  // end part
  'GET=^/api/[a-z0-9-]+/[.]backstage/actions/v1/actions$',
  'POST=^/api/[a-z0-9-]+/[.]backstage/actions/v1/actions/[^/]+/invoke$',
  'GET=^/api/catalog/entities/by-name/[^/]+/[^/]+/[^/]+$',
  'POST=^/api/catalog/(refresh|validate-entity)$',
];

export function belongsToBackend(path: string): boolean {
  return BACKEND.test(path);
}

/** @param url - path and query, as the client sent them */
export function isPage(url: string): boolean {
  return !API_ROUTES.some(route => new RegExp(route).test(url));
}

/** @param path - as the client sent it. Like oauth2-proxy, decodes it once and ignores a fragment. */
export function isPublic(method: string, path: string): boolean {
  const [decoded] = decodePath(path).split('#');
  return PUBLIC_ROUTES.some(route => {
    const [routeMethod, pattern] = route.split('=');
    return method === routeMethod && new RegExp(pattern).test(decoded);
  });
}

/** Returns the path without empty and dot segments. Like oauth2-proxy, the proxy redirects there before anything else. */
export function cleanPath(path: string): string {
  return posix.normalize(path);
}

/** Whether every % in a path is followed by two hexadecimal digits. */
export function isWellEncoded(path: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(path);
}

/** Splits an address into its path, and its query with the question mark. */
export function splitQuery(url: string): [path: string, query: string] {
  const [path] = url.split('?');
  return [path, url.slice(path.length)];
}

function decodePath(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
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
