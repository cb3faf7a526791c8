import { InputError } from '@backstage/errors';

const ADDRESS = 'must be an address such as https://portal.example.com';
const SHAPE = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?\/?$/i;

/**
 * The address of the portal in the browser, without a slash at the end. The same rule as in deploy/oauth2-proxy/start.sh and
 * scripts/lib/settings.mjs.
 *
 * @throws InputError that names the variable and quotes its value
 */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\//i.test(text)) {
    throw refuse(text, ADDRESS);
  }
  if (url.username || url.password) {
    throw new InputError('PUBLIC_URL must not hold a user name or password.');
  }
  if (url.pathname !== '/' || /[?#]/.test(text)) {
    throw refuse(
      text,
      'must end after host and port: the portal needs a host of its own',
    );
  }
  if (!SHAPE.test(text)) {
    throw refuse(text, ADDRESS);
  }
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    throw refuse(
      text,
      'must start with https://, because browsers load the pages and cookies of the portal over plain HTTP from localhost only',
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
