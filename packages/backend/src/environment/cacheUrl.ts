import { InputError } from '@backstage/errors';

/**
 * The address of Valkey or Redis: `CACHE_URL` as it is, or made of `CACHE_HOST` and the other parts, which may hold any characters.
 *
 * @returns undefined if neither is set
 * @throws InputError that never quotes the address, because it may hold a password
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
      'CACHE_USERNAME and CACHE_PASSWORD need CACHE_HOST, the host of Valkey or Redis, which is not set.',
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
      `CACHE_HOST must be a host name or an address, without scheme and port, but is "${host}".`,
    );
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new InputError(`CACHE_PORT must be a port, but is "${port}".`);
  }
  if (username && !password) {
    throw new InputError(
      'CACHE_USERNAME needs CACHE_PASSWORD, which is not set.',
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
  // Part of a password that is not encoded ends up here, and the rest before the @ is taken for the host.
  if (
    !/^(\/\d*)?$/.test(url.pathname) ||
    url.hash ||
    url.search.includes('@')
  ) {
    throw new InputError(
      'CACHE_URL has more after its host than a port and a database number. Percent-encode special characters in the password, or set CACHE_HOST and CACHE_PASSWORD instead.',
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
