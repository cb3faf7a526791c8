import { toUrl } from './toUrl';

const THIS_COMPUTER = ['localhost', '127.0.0.1', '[::1]'];

/** Browsers run these as code or show them as pages, instead of opening a program. */
const UNSAFE_SCHEMES = [
  'about',
  'blob',
  'data',
  'file',
  'filesystem',
  'javascript',
  'vbscript',
  'view-source',
];

/** Describes where a redirect URI sends the user. Returns undefined if the URI isn't safe. */
export function toDestination(redirectUri: string): string | undefined {
  const url = toUrl(redirectUri);
  const scheme = url?.protocol.replace(':', '');
  if (!url || !scheme || UNSAFE_SCHEMES.includes(scheme)) {
    return undefined;
  }
  if (scheme !== 'http' && scheme !== 'https') {
    return `The app on this computer that opens ${scheme} links`;
  }
  return THIS_COMPUTER.includes(url.hostname)
    ? `A program on this computer (${url.host})`
    : `The website ${url.host}`;
}

/** Whether an address matches the redirect URI, ignoring the query. */
export function isRedirectTo(address: string, redirectUri: string): boolean {
  const withoutQuery = (text: string) => {
    const url = toUrl(text);
    return url && `${url.protocol}//${url.host}${url.pathname}`;
  };
  const expected = withoutQuery(redirectUri);
  return expected !== undefined && withoutQuery(address) === expected;
}
