import { IncomingMessage } from 'http';

/** The default name of oauth2-proxy's session cookie. */
export const DEFAULT_SESSION_COOKIE = '_oauth2_proxy';

const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

export function readCookie(req: IncomingMessage, name: string) {
  return readCookies(req).find(([cookieName]) => cookieName === name)?.[1];
}

/** Returns names and values. Browsers send the oldest cookie first (RFC 6265, section 5.4). */
export function readCookies(req: IncomingMessage): [string, string][] {
  return (req.headers.cookie ?? '').split(';').map(pair => {
    const [name, ...value] = pair.trim().split('=');
    return [name, value.join('=')];
  });
}

export function cookie(name: string, value: string): string {
  return `${name}=${value}; ${ATTRIBUTES}`;
}

export function expiredCookie(name: string): string {
  return `${name}=; ${ATTRIBUTES}; Max-Age=0`;
}
