/** What a value of .env may be. Each function returns what is expected instead, or nothing if the value is right. */

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])$/i;
const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i;

export function publicUrl(value) {
  const url = parseUrl(value);
  if (!url || !/^https?:\/\/[^/?#@\\\s]+\/?$/.test(value)) {
    return 'https:// and a host name, without a path: https://portal.example.com';
  }
  return url.protocol === 'http:' && !isLoopback(url.hostname)
    ? 'an https:// address: browsers keep sign-in cookies over http:// for localhost only'
    : undefined;
}

export function httpUrl(value) {
  return parseUrl(value) ? undefined : 'an http:// or https:// address';
}

export function issuer(value) {
  return /[?#]/.test(value) ? 'an address without ? and #' : httpUrl(value);
}

export function signOutUrl(value) {
  return value.startsWith('/') ? undefined : httpUrl(value);
}

export function listenAddress(value) {
  const [, host = '127.0.0.1', port] = value.match(/^(?:(.+):)?(\d+)$/) ?? [];
  const isAddress = /^(?:[\d.]+|\[[0-9a-f:.]+\])$/i.test(host);
  return isAddress && isPort(port)
    ? undefined
    : 'an IP address and a port: 127.0.0.1:4180';
}

export function duration(value) {
  return /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)
    ? undefined
    : 'a number with a unit, such as 10h, 4m or 90s';
}

export function emailDomains(value) {
  return names(value).every(
    name => name === '*' || DOMAIN.test(name.replace(/^\./, '')),
  )
    ? undefined
    : 'domains without @, separated by commas: example.com,example.org';
}

export function domains(value) {
  return names(value).every(name => DOMAIN.test(name))
    ? undefined
    : 'domains without @, separated by commas: example.com,example.org';
}

export function hosts(value) {
  return names(value).every(name => HOST.test(name.replace(/:\d+$/, '')))
    ? undefined
    : 'host names without https://, separated by commas';
}

export function list(value) {
  return names(value).every(Boolean)
    ? undefined
    : 'names separated by single commas';
}

export function boolean(value) {
  return oneOf('true', 'false')(value);
}

/** The sources become part of the Content-Security-Policy header, where quotes, commas and semicolons have a meaning. */
export function pictureSources(value) {
  return value
    .split(/ +/)
    .every(source => /^https?:\/\/[\w*.-]+(:\d+)?(\/[\w./-]*)?$/.test(source))
    ? undefined
    : 'addresses separated by spaces: https://lh3.googleusercontent.com';
}

export function count(value) {
  return /^[1-9]\d?$/.test(value) ? undefined : 'a number from 1 to 99';
}

export function cookieName(value) {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(value)
    ? undefined
    : 'a cookie name: letters, digits, _ and -';
}

/** oauth2-proxy decodes base64 and takes the text itself if that has no length of an AES key. */
export function cookieSecret(value) {
  const lengths = [
    Buffer.from(value, 'base64url').length,
    Buffer.byteLength(value),
  ];
  return lengths.some(length => [16, 24, 32].includes(length))
    ? undefined
    : '16, 24 or 32 bytes, such as the output of "openssl rand -hex 16"';
}

export function oneOf(...values) {
  return value => (values.includes(value) ? undefined : values.join(' or '));
}

export function isLoopback(hostname) {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

function parseUrl(value) {
  try {
    const url = new URL(value);
    return /^https?:\/\//.test(value) && url.hostname ? url : undefined;
  } catch {
    return undefined;
  }
}

function isPort(text) {
  return Number(text) >= 1 && Number(text) <= 65535;
}

function names(value) {
  return value.split(',').map(name => name.trim());
}
