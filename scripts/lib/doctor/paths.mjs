/** Requests that need no session. Sign-out and monitoring depend on them. */
export const PUBLIC_REQUESTS = [
  ['GET', '/signed-out.html'],
  ['GET', '/.backstage/health/v1/readiness'],
  ['GET', '/api/auth/.well-known/jwks.json'],
];

/** Requests that get 401 without a session, because a redirect would start a sign-in in the background. */
export const API_REQUESTS = [
  ['GET', '/api/catalog/entities'],
  ['GET', '/api/auth/oauth2proxy/refresh'],
  ['POST', '/api/scaffolder/v2/tasks'],
];

/** The app's files, which also get 401. */
export const FILES = [
  ['GET', '/static/main.js'],
  ['GET', '/manifest.json'],
];

/** The app's pages, which are redirected to the provider. */
export const PAGES = [
  ['GET', '/'],
  ['GET', '/catalog'],
  ['GET', '/docs/default/component/portal'],
];
