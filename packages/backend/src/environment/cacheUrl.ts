import { InputError } from '@backstage/errors';

/**
 * Returns the URL of Valkey or Redis: `CACHE_URL` as is, or built from `CACHE_HOST` and the other variables, which may contain any
 * characters.
 *
 * @returns undefined if neither is set
 * @throws InputError that never quotes the URL, because it may contain a password
 */
export function readCacheUrl(env: NodeJS.ProcessEnv): string | undefined {
  if (env.CACHE_URL) {
    checkUrl(env.CACHE_URL);
    return env.CACHE_URL;
  }
  if (env.CACHE_HOST) {
    return fromParts(env.CACHE_HOST, env);
  }
  if (env.CACHE_PASSWORD || env.CACHE_USERNAME) {
    throw new InputError(
      'CACHE_USERNAME and CACHE_PASSWORD require CACHE_HOST, the host of Valkey or Redis, but it is not set.',
    );
  }
  return undefined;
}

function fromParts(host: string, env: NodeJS.ProcessEnv): string {
  const {
    CACHE_PORT: port = '6379',
    CACHE_USERNAME: username = '',
    CACHE_PASSWORD: password,
  } = env;
  if (!/^([\w.-]+|\[[\da-f:.]+\])$/i.test(host)) {
    throw new InputError(
      `CACHE_HOST must be a host name or an IP address, without scheme or port, but is "${host}".`,
    );
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new InputError(`CACHE_PORT must be a port, but is "${port}".`);
  }
  if (username && !password) {
    throw new InputError(
      'CACHE_USERNAME requires CACHE_PASSWORD, but it is not set.',
    );
  }
  const user = password
    ? `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`
    : '';
  return `redis://${user}${host}:${port}`;
}

function checkUrl(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || !url.hostname) {
    throw new InputError(
      'CACHE_URL must be redis://user:password@host:port, or rediss:// for TLS. Percent-encode special characters in the password, or set CACHE_HOST and CACHE_PASSWORD instead.',
    );
  }
  // If a password is not encoded, everything after its /, ? or # ends up here.
  if (
    !/^(\/\d*)?$/.test(url.pathname) ||
    url.hash ||
    url.search.includes('@')
  ) {
    throw new InputError(
      'CACHE_URL may only have a port and a database number after its host. Percent-encode special characters in the password, or set CACHE_HOST and CACHE_PASSWORD instead.',
    );
  }
  if (!isDecodable(url.username + url.password)) {
    throw new InputError(
      'CACHE_URL has a % in its user name or password that is not percent-encoded. Write %25 instead.',
    );
  }
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
