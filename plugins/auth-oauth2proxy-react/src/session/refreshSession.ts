import {
  BackstageUserIdentity,
  DiscoveryApi,
  ProfileInfo,
} from '@backstage/core-plugin-api';

/** How long an answer may take. */
const PATIENCE_MS = 15_000;

/** How long a token lives that does not say so. */
const DEFAULT_LIFE_MS = 5 * 60_000;

/** A token is renewed when it has this left, or half of its life if it is a short one. */
const RENEW_BEFORE_END_MS = 5 * 60_000;

/** Who is signed in, as the provider plugin says, and until when their Backstage token is good. */
export interface SignedIn {
  profile: ProfileInfo;
  identity: BackstageUserIdentity;
  token: string;
  renewAt: number;
  endsAt: number;
}

export type Answer =
  | { name: 'signed_in'; session: SignedIn }
  /** The proxy has no session. */
  | { name: 'turned_away' }
  /** The proxy has one, and the portal does not take it. */
  | { name: 'refused'; reason: string }
  /** None that says anything: no network, or a portal that is down. */
  | { name: 'no_answer' };

/** Asks the provider plugin, through the proxy, who is signed in. */
export async function askForSession(discovery: DiscoveryApi): Promise<Answer> {
  const auth = await discovery.getBaseUrl('auth');
  try {
    const response = await fetch(`${auth}/oauth2proxy/refresh`, {
      // oauth2-proxy answers 401 to what asks for exactly this, and redirects everything else.
      headers: {
        Accept: 'application/json',
        'X-Requested-With': 'XMLHttpRequest',
      },
      credentials: 'include',
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await toAnswer(response);
  } catch {
    return { name: 'no_answer' };
  }
}

/** Counts the life of a token from now on, since the clock of this machine may be wrong. */
export function toSignedIn(
  token: string,
  identity: BackstageUserIdentity,
  profile: ProfileInfo,
): SignedIn {
  const life = lifeOf(token);
  const now = Date.now();
  return {
    token,
    identity,
    profile,
    renewAt: now + Math.max(life - RENEW_BEFORE_END_MS, life / 2),
    endsAt: now + life,
  };
}

async function toAnswer(response: Response): Promise<Answer> {
  if (response.type === 'opaqueredirect') {
    return { name: 'turned_away' };
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok) {
    const { token, identity } = body.backstageIdentity;
    return {
      name: 'signed_in',
      session: toSignedIn(token, identity, body.profile),
    };
  }
  if (response.status === 401 && !body?.error) {
    return { name: 'turned_away' };
  }
  return response.status === 401 || response.status === 403
    ? { name: 'refused', reason: body?.error?.code ?? `${response.status}` }
    : { name: 'no_answer' };
}

function lifeOf(token: string): number {
  const [, payload] = token.split('.');
  const { iat, exp } = JSON.parse(decodeBase64Url(payload));
  return typeof iat === 'number' && typeof exp === 'number'
    ? (exp - iat) * 1000
    : DEFAULT_LIFE_MS;
}

function decodeBase64Url(value: string): string {
  return window.atob(value.replace(/-/g, '+').replace(/_/g, '/'));
}
