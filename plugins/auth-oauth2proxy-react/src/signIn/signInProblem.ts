import { ResponseError } from '@backstage/errors';
import { SignInProblemKind } from './signInTexts';

export interface SignInProblem {
  kind: SignInProblemKind;
  /** The reason code of the auth provider, or one of this page's own. */
  code: string;
  status?: number;
  /** The backend's message about this account. Empty if the message is the same for everyone. */
  detail?: string;
  /** Set only if a clock may be wrong. */
  times?: TokenTimes;
}

/** Times of the server and of claims, in the form `2026-03-01 12:00:00 UTC`. */
export type TokenTimes = {
  [name in 'server' | 'iat' | 'nbf' | 'exp']?: string;
};

/** The kind of each of the auth provider's reason codes. */
export const providerCodes: Record<string, SignInProblemKind> = {
  token_missing: 'proxy_bypassed',
  token_malformed: 'token_refused',
  token_algorithm_not_allowed: 'token_refused',
  token_key_unknown: 'token_refused',
  token_signature_invalid: 'token_refused',
  token_issuer_mismatch: 'token_refused',
  token_audience_mismatch: 'token_refused',
  token_expired: 'token_expired',
  token_not_yet_valid: 'clock_wrong',
  token_claim_missing: 'token_refused',
  token_type_not_allowed: 'token_refused',
  user_name_missing: 'account_unusable',
  user_name_invalid: 'account_unusable',
  email_not_verified: 'email_not_verified',
  user_name_taken: 'user_name_taken',
  user_name_changed: 'account_unusable',
  user_unknown: 'account_unusable',
  groups_invalid: 'account_unusable',
  groups_not_allowed: 'account_unusable',
  sign_in_denied: 'account_unusable',
  provider_unreachable: 'provider_unreachable',
  database_unreachable: 'backend_down',
};

/** The kind of each of this page's reason codes, for responses that are not from the auth provider. */
export const ownCodes = {
  no_answer: 'backend_down',
  no_session: 'session_ended',
  denied_by_proxy: 'account_unusable',
  no_api: 'proxy_bypassed',
  no_backend: 'backend_down',
  no_reason: 'unexpected',
} satisfies Record<string, SignInProblemKind>;

/** Returns why the sign-in failed, from the sign-in page's error. */
export function toSignInProblem(error: unknown): SignInProblem {
  if (!(error instanceof ResponseError)) {
    // fetch rejects with a TypeError when there is no response that it may read.
    return error instanceof TypeError
      ? { kind: ownCodes.no_answer, code: 'no_answer' }
      : { kind: 'unexpected', code: error instanceof Error ? error.name : '' };
  }
  const { statusCode: status, cause } = error;
  const { code, times } = cause as { code?: unknown; times?: unknown };
  if (typeof code !== 'string') {
    const ownCode = toOwnCode(status, cause.name);
    return { kind: ownCodes[ownCode], code: ownCode, status };
  }
  if (status === 403) {
    const kind = providerCodes[code] ?? 'account_unusable';
    return { kind, code, status, detail: cause.message };
  }
  const kind = providerCodes[code] ?? 'token_refused';
  return { kind, code, status, times: readTokenTimes(times) };
}

function toOwnCode(status: number, errorName: string): keyof typeof ownCodes {
  if (status === 401) {
    return 'no_session';
  }
  if (status === 403) {
    return 'denied_by_proxy';
  }
  // Backstage's own 404, for an auth provider that isn't configured, has this name.
  if (status === 404 && errorName !== 'NotFoundError') {
    return 'no_api';
  }
  return status >= 502 ? 'no_backend' : 'no_reason';
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
