/** Why an answer may not come from the portal itself. */
export type Doubt =
  /** The proxy let nobody through, so the portal has not seen the request. */
  | 'turned_away'
  /** It looks as if someone was asked to sign in. */
  | 'sent_elsewhere'
  /** It looks as if the portal, or the network, is down. The request may have arrived all the same. */
  | 'no_answer';

/** Answers of a proxy whose backend does not answer it. */
const NO_BACKEND = [502, 503, 504];

/**
 * Tells the answers of the portal from those of whatever stands in front of it.
 *
 * @param asksForJson - whether the request accepts JSON
 * @returns undefined if the answer is the portal's
 */
export async function doubtAbout(
  outcome: PromiseSettledResult<Response>,
  asksForJson: boolean,
): Promise<Doubt | undefined> {
  if (outcome.status === 'rejected') {
    // Where a redirect led to another site, and where there is no network: fetch does not tell which.
    return outcome.reason instanceof TypeError ? 'no_answer' : undefined;
  }
  const response = outcome.value;
  if (response.status === 401) {
    return doubtAboutRefusal(await response.clone().text());
  }
  if (NO_BACKEND.includes(response.status)) {
    const body = await response.clone().text();
    if (response.status === 503 && isFromProxy(body)) {
      return 'turned_away';
    }
    return isFromBackstage(body) ? undefined : 'no_answer';
  }
  if (response.type === 'opaqueredirect') {
    return 'sent_elsewhere';
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  return response.ok && isPage && (response.redirected || asksForJson)
    ? 'sent_elsewhere'
    : undefined;
}

/** oauth2-proxy says {}, other proxies a page or a word, and plugins of the backend what was wrong. */
function doubtAboutRefusal(body: string): Doubt | undefined {
  if (isFromProxy(body)) {
    return 'turned_away';
  }
  return isFromBackstage(body) ? undefined : 'sent_elsewhere';
}

/** Whether the proxy answered without asking the backend. deploy/nginx does so with 503 while oauth2-proxy is down. */
function isFromProxy(body: string): boolean {
  return body.trim() === '{}';
}

/** Whether this is an error as Backstage serializes it. */
function isFromBackstage(body: string): boolean {
  try {
    return typeof JSON.parse(body).error.name === 'string';
  } catch {
    return false;
  }
}
