import { ResponseError } from '@backstage/errors';

/** What keeps someone out, as far as a person can tell the difference. */
export type SignInProblemKind =
  | 'session_ended'
  | 'account_unusable'
  | 'token_refused'
  | 'proxy_bypassed'
  | 'provider_unreachable'
  | 'backend_down'
  | 'unexpected';

export interface SignInProblem {
  kind: SignInProblemKind;
  /** The reason code of the provider plugin, or what is known instead. */
  code: string;
  status?: number;
  /** What the backend says about the account; empty for what it says to everyone. */
  detail?: string;
}

/** Tells from the error of the sign-in page why it failed. */
export function toSignInProblem(error: unknown): SignInProblem {
  if (!(error instanceof ResponseError)) {
    // fetch rejects with a TypeError when there is no answer that it may read.
    return error instanceof TypeError
      ? { kind: 'backend_down', code: 'no_answer' }
      : { kind: 'unexpected', code: error instanceof Error ? error.name : '' };
  }
  const status = error.statusCode;
  const code = readCode(error);
  if (!code) {
    return { ...withoutCode(status), status };
  }
  if (code === 'token_missing') {
    return { kind: 'proxy_bypassed', code, status };
  }
  if (code === 'provider_unreachable') {
    return { kind: 'provider_unreachable', code, status };
  }
  return status === 403
    ? { kind: 'account_unusable', code, status, detail: error.cause.message }
    : { kind: 'token_refused', code, status };
}

function withoutCode(status: number): SignInProblem {
  if (status === 401) {
    return { kind: 'session_ended', code: 'no_session' };
  }
  return status >= 502
    ? { kind: 'backend_down', code: 'no_backend' }
    : { kind: 'unexpected', code: 'no_reason' };
}

function readCode(error: ResponseError): string | undefined {
  const { code } = error.cause as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
