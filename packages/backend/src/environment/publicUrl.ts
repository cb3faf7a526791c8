import { InputError } from '@backstage/errors';

/**
 * The address of the portal in the browser, without a slash at the end.
 *
 * @throws InputError that names the variable and quotes its value
 */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\//i.test(text) || /\s/.test(text)) {
    throw refuse(text, 'must be an address such as https://portal.example.com');
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
