import {
  BackstageUserIdentity,
  DiscoveryApi,
  ProfileInfo,
} from '@backstage/core-plugin-api';

const TIMEOUT_MS = 15_000;

/** Without a session, oauth2-proxy responds with 401 to this header, and with a redirect to any other `Accept`. */
export const ACCEPT_JSON = { Accept: 'application/json' };

/** The lifetime of a token that doesn't state its own. */
const DEFAULT_LIFETIME_MS = 5 * 60_000;

/** A token is refreshed this long before it expires, or halfway if it expires sooner. */
const REFRESH_BEFORE_EXPIRY_MS = 5 * 60_000;

/** The signed-in user, as the auth provider returned it, and the lifetime of the Backstage token. */
export interface SignedIn {
  profile: ProfileInfo;
  identity: BackstageUserIdentity;
  token: string;
  refreshAt: number;
  expiresAt: number;
}

export type RefreshResult =
  | { name: 'signed_in'; session: SignedIn }
  /** The proxy has no session. */
  | { name: 'no_session' }
  /** The proxy has a session, but the portal doesn't accept it. */
  | { name: 'refused'; reason: string }
  /** The network or the portal is down. */
  | { name: 'unreachable' };

/** Asks the auth provider, through the proxy, who is signed in. */
export async function refreshSession(
  discovery: DiscoveryApi,
  provider: string,
): Promise<RefreshResult> {
  const auth = await discovery.getBaseUrl('auth');
  try {
    const response = await fetch(`${auth}/${provider}/refresh`, {
      headers: { ...ACCEPT_JSON, 'X-Requested-With': 'XMLHttpRequest' },
      credentials: 'include',
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await toResult(response);
  } catch {
    return { name: 'unreachable' };
  }
}

/** Measures the token's lifetime from now, because this computer's clock may be wrong. */
export function toSignedIn(
  token: string,
  identity: BackstageUserIdentity,
  profile: ProfileInfo,
): SignedIn {
  const lifetime = lifetimeOf(token);
  const now = Date.now();
  return {
    token,
    identity,
    profile,
    refreshAt:
      now + Math.max(lifetime - REFRESH_BEFORE_EXPIRY_MS, lifetime / 2),
    expiresAt: now + lifetime,
  };
}

async function toResult(response: Response): Promise<RefreshResult> {
  if (response.type === 'opaqueredirect') {
    return { name: 'no_session' };
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
    return { name: 'no_session' };
  }
  return isRefusal(response.status, body)
    ? { name: 'refused', reason: body?.error?.code ?? `${response.status}` }
    : { name: 'unreachable' };
}

/** Backstage answers 404 with an error for an auth provider that isn't configured. Waiting doesn't help then. */
function isRefusal(status: number, body?: { error?: unknown }): boolean {
  return (
    status === 401 || status === 403 || (status === 404 && Boolean(body?.error))
  );
}

function lifetimeOf(token: string): number {
  const [, payload] = token.split('.');
  const { iat, exp } = JSON.parse(decodeBase64Url(payload));
  return typeof iat === 'number' && typeof exp === 'number'
    ? (exp - iat) * 1000
    : DEFAULT_LIFETIME_MS;
}

function decodeBase64Url(value: string): string {
  return window.atob(value.replace(/-/g, '+').replace(/_/g, '/'));
}
