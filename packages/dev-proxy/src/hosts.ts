import { IncomingMessage, ServerResponse } from 'http';
import { DevProxyConfig } from './config';
import { isPage, LOOPBACK_HOSTS } from './paths';

/**
 * Whether a request is for a host other than that of `app.baseUrl`. Browsers don't send one host's cookies to another, and a site can
 * point its own name at this machine.
 */
export function isForOtherHost(
  config: DevProxyConfig,
  req: IncomingMessage,
): boolean {
  return hostnameOf(req) !== new URL(config.origin).hostname;
}

/** Redirects a page at another hostname of this machine to the portal's address, and refuses all other requests. */
export function refuseOtherHost(
  config: DevProxyConfig,
  req: IncomingMessage,
  res: ServerResponse,
) {
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  const url = req.url ?? '/';
  const isOurPage = url.startsWith('/') && isPage(url);
  if (LOOPBACK_HOSTS.includes(hostnameOf(req)) && isRead && isOurPage) {
    const location = `${config.origin}${url}`;
    res.writeHead(302, { location, 'cache-control': 'no-store' }).end();
  } else {
    res
      .writeHead(421, { 'content-type': 'text/plain' })
      .end(`This portal is at ${config.origin}. Use that address.\n`);
  }
}

function hostnameOf(req: IncomingMessage): string {
  const url = `http://${req.headers.host}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
}
