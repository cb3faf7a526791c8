import { readFileSync } from 'fs';
import { resolve } from 'path';
import {
  API_ROUTES,
  cleanPath,
  isPage,
  isPublic,
  isWellEncoded,
  PUBLIC_ROUTES,
} from './paths';

const read = (path: string) =>
  readFileSync(resolve(__dirname, '../../..', path), 'utf8');

/** Returns the list that a Compose file or manifest sets a variable to. Compose reads $$ as $. */
const listIn = (path: string, variable: string) => {
  const [, list] = read(path).match(
    new RegExp(`${variable}: "\\\\\n(.*?)"\n`, 's'),
  )!;
  return list
    .split(/,?\\\n|\n/)
    .map(route => route.trim().replaceAll('$$', '$'));
};

// part: kubernetes
// deploy/kubernetes/tests compares Kubernetes with Compose.
// end part
describe('requests that get 401 instead of a redirect', () => {
  it('are the same in docker-compose.yaml', () => {
    expect(listIn('docker-compose.yaml', 'OAUTH2_PROXY_API_ROUTES')).toEqual(
      API_ROUTES,
    );
  });

  // part: nginx
  it('are the same in deploy/nginx/nginx.conf', () => {
    const [, map] = read('deploy/nginx/nginx.conf').match(
      /map \$request_uri \$is_file_or_api \{(.*?)\n {2}\}/s,
    )!;
    const routes = [...map.matchAll(/"~(.*)" 1;/g)].map(([, route]) => route);
    expect(routes).toEqual(API_ROUTES);
  });
  // end part

  it.each([
    '/api/x',
    '/.backstage/health/v1/readiness',
    '/.well-known/oauth-authorization-server',
    '/static/main.js',
    '/static/media/font',
    '/manifest.json',
    '/site.webmanifest',
    '/favicon.ico',
    '/apple-touch-icon.png',
    '/icon.svg?v=1',
    '/signed-in.js',
    '/main.0f3.hot-update.json',
    '/api/a-plugin',
    '/api/authors',
    '/api/auth/oauth2proxy/refresh',
    '/api/auth/vmware/refresh',
    '/api/auth/v2',
    '/api/auth/v1/token',
    '/api/auth/v1/sessions/x',
    '/api/auth/v1/%61uthorize',
  ])('include %s', path => {
    expect(isPage(path)).toBe(false);
  });

  it.each([
    '/',
    '/catalog',
    '/api',
    '/apis',
    '/static',
    '/static-pages',
    '/catalog/default/component/node.js',
    '/docs/default/component/portal/api/x.json',
    '/search?query=main.js',
    '/search?query=/static/main.js',
    '/?file=a.css',
    '/signed-in.html',
    '/_oauth2/start',
    '/api/auth/v1/authorize',
    '/api/auth/v1/authorize?client_id=x',
    '/oauth2/authorize/x',
  ])('leave out the page %s', path => {
    expect(isPage(path)).toBe(true);
  });
});

describe('requests that need no session', () => {
  it('are the same in docker-compose.yaml', () => {
    const routes = listIn(
      'docker-compose.yaml',
      'OAUTH2_PROXY_SKIP_AUTH_ROUTES',
    );
    expect(routes).toEqual(PUBLIC_ROUTES);
  });

  it.each([
    'GET /api/auth/.well-known/oauth-client/cli.json',
    'POST /api/auth/v1/token',
    'POST /api/auth/v1/revoke',
    'GET /api/auth/v1/userinfo',
    // part: mcp
    'GET /.well-known/oauth-authorization-server',
    'GET /.well-known/oauth-authorization-server/api/auth',
    'GET /.well-known/oauth-protected-resource/api/mcp-actions/v1',
    'GET /.well-known/oauth-protected-resource/api/mcp-actions/v1/read-only',
    'GET /api/mcp-actions/v1',
    'POST /api/mcp-actions/v1',
    'POST /api/mcp-actions/v1/read-only',
    // end part
    'GET /api/catalog/.backstage/actions/v1/actions',
    'POST /api/catalog/.backstage/actions/v1/actions/catalog%3Aget/invoke',
    // oauth2-proxy also decodes paths.
    'GET /api/auth/v1/%75serinfo',
    'GET /api/auth/v1/userinfo%23x',
  ])('include %s', request => {
    const [method, path] = request.split(' ');
    expect(isPublic(method, path)).toBe(true);
  });

  it.each([
    'POST /api/auth/.well-known/oauth-client/cli.json',
    'GET /api/auth/.well-known/oauth-client/other.json',
    'GET /api/auth/v1/token',
    'POST /api/auth/v1/token/',
    'POST /api/auth/v1/token2',
    'POST /api/auth/v1/token%2F..%2Fsessions',
    'POST /api/auth/v1/token%0A',
    'POST /API/auth/v1/token',
    'POST /api/auth/v1/userinfo',
    'GET /api/auth/v1/authorize',
    'GET /api/auth/v1/sessions/x',
    'POST /api/auth/v1/sessions/x/approve',
    'POST /api/auth/v1/offline-sessions/revoke',
    'GET /.well-known/openid-configuration',
    // part: mcp
    'GET /.well-known/oauth-authorization-server/x',
    'PUT /api/mcp-actions/v1',
    'DELETE /api/mcp-actions/v1',
    'POST /api/mcp-actions/v1/a/b',
    'POST /api/mcp-actions/v2',
    // end part
    'POST /api/catalog/.backstage/actions/v1/actions',
    'POST /api/catalog/.backstage/actions/v1/actions/a%2Fb/invoke',
    'POST /api/catalog/.backstage/actions/v2/actions/a/invoke',
    'GET /api/catalog/.backstage/actions/v1/status',
  ])('leave out %s', request => {
    const [method, path] = request.split(' ');
    expect(isPublic(method, path)).toBe(false);
  });

  it('include the page that the app opens after signing out', () => {
    const [, page] = read(
      'plugins/auth-oauth2proxy-react/src/proxyPaths.ts',
    ).match(/SIGNED_OUT_PAGE = '(.*)'/)!;
    expect(isPublic('GET', page)).toBe(true);
    expect(isPublic('POST', page)).toBe(false);
  });
});

describe('paths', () => {
  it.each([
    ['//api//x', '/api/x'],
    ['/./x', '/x'],
    ['/x/../api', '/api'],
    ['/x/..', '/'],
    ['/x/', '/x/'],
    ['/%2e%2e/x', '/%2e%2e/x'],
  ])('are cleaned: %s', (path, cleaned) => {
    expect(cleanPath(path)).toBe(cleaned);
  });

  it.each([
    ['/a%20b%C3%A4%ff', true],
    ['/100%', false],
    ['/%zz', false],
  ])('are checked for wrong escapes: %s', (path, expected) => {
    expect(isWellEncoded(path)).toBe(expected);
  });
});
