import { InputError } from '@backstage/errors';

const ADDRESS = 'must be an address such as https://portal.example.com';
const SHAPE = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?\/?$/i;

/**
 * Returns the portal's address in the browser, without a trailing slash. deploy/oauth2-proxy/start.sh and scripts/lib/settings.mjs
 * have the same rules.
 *
 * @throws InputError that names the variable and quotes its value
 */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\//i.test(text)) {
    throw refuse(text, ADDRESS);
  }
  if (url.username || url.password) {
    throw new InputError(
      'PUBLIC_URL must not contain a user name or password.',
    );
  }
  if (url.pathname !== '/' || /[?#]/.test(text)) {
    throw refuse(
      text,
      'must end after the host and port, because the portal needs its own host',
    );
  }
  if (!SHAPE.test(text)) {
    throw refuse(text, ADDRESS);
  }
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    throw refuse(
      text,
      "must start with https://, because over plain HTTP, browsers accept the portal's pages and cookies only from localhost",
    );
  }
  return url.origin;
}

function refuse(text: string, rule: string) {
  return new InputError(`PUBLIC_URL ${rule}, but is "${text}".`);
}

function isThisMachine(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
