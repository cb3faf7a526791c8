/** Where a response comes from. */
export type ResponseClass =
  | 'portal'
  /** The proxy answered: it has no session, or can't check it. The portal has not received the request. */
  | 'no_session'
  /** Probably a sign-in page. */
  | 'redirected'
  /** The portal or the network is probably down. The portal may have received the request. */
  | 'unreachable';

/** Statuses of a proxy that can't reach its backend. */
const NO_BACKEND = [502, 503, 504];

/**
 * Tells the portal's responses from those of a proxy in front of it.
 *
 * @param asksForJson - whether the request accepts JSON
 */
export async function classifyResponse(
  outcome: PromiseSettledResult<Response>,
  asksForJson: boolean,
): Promise<ResponseClass> {
  if (outcome.status === 'rejected') {
    // A redirect to another site or a network failure: fetch doesn't say which.
    return outcome.reason instanceof TypeError ? 'unreachable' : 'portal';
  }
  const response = outcome.value;
  if (response.status === 401) {
    return classifyUnauthorized(await response.clone().text());
  }
  if (NO_BACKEND.includes(response.status)) {
    const body = await response.clone().text();
    if (response.status === 503 && isFromProxy(body)) {
      return 'no_session';
    }
    return isFromBackstage(body) ? 'portal' : 'unreachable';
  }
  if (response.type === 'opaqueredirect') {
    return 'redirected';
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  return response.ok && isPage && (response.redirected || asksForJson)
    ? 'redirected'
    : 'portal';
}

/** oauth2-proxy answers `{}`, other proxies a page or plain text, and Backstage plugins an error. */
function classifyUnauthorized(body: string): ResponseClass {
  if (isFromProxy(body)) {
    return 'no_session';
  }
  return isFromBackstage(body) ? 'portal' : 'redirected';
}

/** Whether the proxy answered without asking the backend. deploy/nginx does so with 503 while oauth2-proxy is down. */
function isFromProxy(body: string): boolean {
  return body.trim() === '{}';
}

/** Whether the body is an error as Backstage serializes it. */
function isFromBackstage(body: string): boolean {
  try {
    return typeof JSON.parse(body).error.name === 'string';
  } catch {
    return false;
  }
}
