import { ResponseError } from '@backstage/errors';

/** Why a user can't sign in, by what the user can do about it. */
export type SignInProblemKind =
  | 'session_ended'
  | 'account_unusable'
  | 'email_not_verified'
  | 'token_refused'
  | 'token_expired'
  | 'clock_wrong'
  | 'proxy_bypassed'
  | 'provider_unreachable'
  | 'backend_down'
  | 'unexpected';

export interface SignInProblem {
  kind: SignInProblemKind;
  /** The reason code of the auth provider, or one of this page's own. */
  code: string;
  status?: number;
  /** The backend's message about this account. Empty if the message is the same for everyone. */
  detail?: string;
  /** Only if a clock may be wrong. */
  times?: TokenTimes;
}

/** Times of the server and of claims, in the form `2026-03-01 12:00:00 UTC`. */
export type TokenTimes = {
  [name in 'server' | 'iat' | 'nbf' | 'exp']?: string;
};

/** Reason codes with a kind of their own. */
const KINDS: Record<string, SignInProblemKind> = {
  email_not_verified: 'email_not_verified',
  token_missing: 'proxy_bypassed',
  token_expired: 'token_expired',
  token_not_yet_valid: 'clock_wrong',
  provider_unreachable: 'provider_unreachable',
};

/** Returns why the sign-in failed, from the error of the sign-in page. */
export function toSignInProblem(error: unknown): SignInProblem {
  if (!(error instanceof ResponseError)) {
    // fetch rejects with a TypeError when there is no response that it may read.
    return error instanceof TypeError
      ? { kind: 'backend_down', code: 'no_answer' }
      : { kind: 'unexpected', code: error instanceof Error ? error.name : '' };
  }
  const { statusCode: status, cause } = error;
  const { code, times } = cause as { code?: unknown; times?: unknown };
  if (typeof code !== 'string') {
    return { ...withoutCode(status, cause.name), status };
  }
  if (status === 403) {
    const kind = KINDS[code] ?? 'account_unusable';
    return { kind, code, status, detail: cause.message };
  }
  const kind = KINDS[code] ?? 'token_refused';
  return { kind, code, status, times: readTokenTimes(times) };
}

/** Classifies a response that is not from the auth provider. */
function withoutCode(status: number, name: string): SignInProblem {
  if (status === 401) {
    return { kind: 'session_ended', code: 'no_session' };
  }
  if (status === 403) {
    return { kind: 'account_unusable', code: 'denied_by_proxy' };
  }
  // Backstage's own 404, for an auth provider that isn't configured, has this name.
  if (status === 404 && name !== 'NotFoundError') {
    return { kind: 'proxy_bypassed', code: 'no_api' };
  }
  return status >= 502
    ? { kind: 'backend_down', code: 'no_backend' }
    : { kind: 'unexpected', code: 'no_reason' };
}

/** Reads the times that the auth provider reports about a token that it rejected. */
function readTokenTimes(times: unknown): TokenTimes | undefined {
  if (typeof times !== 'object' || times === null) {
    return undefined;
  }
  const { now, iat, nbf, exp } = times as Record<string, unknown>;
  return {
    server: fromSeconds(now),
    iat: fromSeconds(iat),
    nbf: fromSeconds(nbf),
    exp: fromSeconds(exp),
  };
}

function fromSeconds(seconds: unknown): string | undefined {
  const date = new Date(typeof seconds === 'number' ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? undefined : formatTime(date);
}

export function formatTime(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}
