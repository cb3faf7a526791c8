import { IncomingMessage } from 'http';

/** The name that oauth2-proxy gives to its session cookie. */
export const SESSION_COOKIE = '_oauth2_proxy';

const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

export function readCookie(
  req: IncomingMessage,
  name: string,
): string | undefined {
  return pairs(req)
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

export function cookieNames(req: IncomingMessage): string[] {
  return pairs(req).map(pair => pair.split('=')[0]);
}

function pairs(req: IncomingMessage): string[] {
  return (req.headers.cookie ?? '').split(';').map(pair => pair.trim());
}

export function cookie(name: string, value: string): string {
  return `${name}=${value}; ${ATTRIBUTES}`;
}

export function expiredCookie(name: string): string {
  return `${name}=; ${ATTRIBUTES}; Max-Age=0`;
}
