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
 * Distinguishes the portal's responses from those of a proxy in front of it.
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
  if (response.status === 401 || NO_BACKEND.includes(response.status)) {
    return classifyRefusal(response.status, await response.clone().text());
  }
  if (response.type === 'opaqueredirect') {
    return 'redirected';
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  return response.ok && isPage && (response.redirected || asksForJson)
    ? 'redirected'
    : 'portal';
}

/** Backstage responds with a JSON error, proxies other than oauth2-proxy with a page or plain text. */
function classifyRefusal(status: number, body: string): ResponseClass {
  // The response is from oauth2-proxy, or with 503 from deploy/nginx while oauth2-proxy is down.
  if (body.trim() === '{}' && (status === 401 || status === 503)) {
    return 'no_session';
  }
  if (isBackstageError(body)) {
    return 'portal';
  }
  return status === 401 ? 'redirected' : 'unreachable';
}

function isBackstageError(body: string): boolean {
  try {
    return typeof JSON.parse(body).error.name === 'string';
  } catch {
    return false;
  }
}
