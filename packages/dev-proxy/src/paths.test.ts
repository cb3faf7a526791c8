import { readFileSync } from 'fs';
import { resolve } from 'path';
import { isPublic, NOT_PAGES, PUBLIC_ROUTES } from './paths';

const read = (path: string) =>
  readFileSync(resolve(__dirname, '../../..', path), 'utf8');

describe('requests that get 401 instead of a redirect', () => {
  const pattern = NOT_PAGES.source.replaceAll('\\/', '/');

  it.each([
    // Compose reads $$ as $.
    ['docker-compose.yaml', pattern.replaceAll('$', '$$$$')],
    ['deploy/nginx/nginx.conf', pattern],
  ])('are the same in %s', (path, copy) => {
    expect(read(path)).toContain(copy);
  });

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
  ])('include %s', path => {
    expect(path).toMatch(NOT_PAGES);
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
  ])('leave out the page %s', path => {
    expect(path).not.toMatch(NOT_PAGES);
  });
});

describe('requests that need no session', () => {
  // deploy/kubernetes/tests compares Kubernetes with Compose.
  it('are the same in docker-compose.yaml', () => {
    const [, list] = read('docker-compose.yaml').match(
      /OAUTH2_PROXY_SKIP_AUTH_ROUTES: "\\\n(.*?)"\n/s,
    )!;
    const routes = list.split(/,?\\\n|\n/).map(route => route.trim());
    expect(routes.map(route => route.replaceAll('$$', '$'))).toEqual(
      PUBLIC_ROUTES,
    );
  });

  it('include the page that the app opens after signing out', () => {
    const [, page] = read(
      'plugins/auth-oauth2proxy-react/src/proxyPaths.ts',
    ).match(/SIGNED_OUT_PAGE = '(.*)'/)!;
    expect(isPublic('GET', page)).toBe(true);
    expect(isPublic('POST', page)).toBe(false);
  });
});
