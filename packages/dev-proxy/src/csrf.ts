import { randomBytes } from 'crypto';
import { IncomingMessage, ServerResponse } from 'http';
import { cookie, cookieNames, expiredCookie, SESSION_COOKIE } from './cookies';
import { DevProxyConfig } from './config';
import { PROXY_PREFIX } from './paths';

/** As `cookie_csrf_per_request_limit` in docker-compose.yaml. */
const MAX_SIGN_INS = 10;

/** One cookie per sign-in, so that two tabs can sign in at once; oauth2-proxy calls it `cookie_csrf_per_request`. */
export function csrfCookieName(nonce: string): string {
  return `${SESSION_COOKIE}_${nonce.slice(0, 8)}_csrf`;
}

/** Sends someone to the provider, and back to `rd` afterwards. */
export function startSignIn(
  config: DevProxyConfig,
  req: IncomingMessage,
  res: ServerResponse,
  rd: string,
  asksAgain = false,
) {
  const nonce = randomBytes(16).toString('hex');
  const location = new URL(`${config.issuer}/authorize`);
  location.search = new URLSearchParams({
    client_id: config.audience,
    response_type: 'code',
    scope: 'openid profile email groups',
    redirect_uri: `${config.origin}${PROXY_PREFIX}/callback`,
    state: `${nonce}:${rd}`,
    ...(asksAgain && { prompt: 'login' }),
  }).toString();
  res
    .writeHead(302, {
      location: location.href,
      'cache-control': 'no-store',
      'set-cookie': [
        ...surplusCsrfCookies(req).map(expiredCookie),
        cookie(csrfCookieName(nonce), nonce),
      ],
    })
    .end();
}

/** Browsers send the oldest cookie first (RFC 6265, section 5.4). */
function surplusCsrfCookies(req: IncomingMessage): string[] {
  const names = cookieNames(req).filter(name => /_csrf$/.test(name));
  return names.slice(0, Math.max(0, names.length - MAX_SIGN_INS));
}
