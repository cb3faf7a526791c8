import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { errors as jose } from 'jose';
import { TokenTimes } from './types';

/**
 * Why a token was refused; answered with status 401.
 *
 * @public
 */
export type TokenReason =
  | 'token_missing'
  | 'token_malformed'
  | 'token_algorithm_not_allowed'
  | 'token_key_unknown'
  | 'token_signature_invalid'
  | 'token_issuer_mismatch'
  | 'token_audience_mismatch'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_claim_missing'
  | 'token_type_not_allowed';

/**
 * Why an identity that was proven cannot be used here; answered with status 403.
 *
 * @public
 */
export type IdentityReason =
  | 'user_name_missing'
  | 'user_name_invalid'
  | 'email_not_verified'
  | 'user_unknown'
  | 'groups_invalid'
  | 'groups_not_allowed'
  | 'sign_in_denied';

/**
 * Why a token could not be verified at all; answered with status 503.
 *
 * @public
 */
export type ProviderReason = 'provider_unreachable';

/**
 * The stable reason code of a refused sign-in, as `error.code` in the body of the answer.
 *
 * @public
 */
export type SignInReason = TokenReason | IdentityReason | ProviderReason;

/** 401. The text is the same for all reasons: the code is for people, the details are in our log. */
export class TokenRefusedError extends AuthenticationError {
  readonly #forLog: string;
  constructor(
    readonly code: TokenReason,
    forLog = '',
    readonly times?: TokenTimes,
  ) {
    super('The identity token was not accepted');
    this.#forLog = forLog;
  }

  /** What an operator needs to find the cause; no field of its own, so that it does not leave by HTTP. */
  get forLog(): string {
    return this.#forLog;
  }
}

/** 403. The text may name what the person is called, because that is what they need to know. */
export class IdentityRefusedError extends NotAllowedError {
  constructor(readonly code: IdentityReason, message: string) {
    super(message);
  }
}

/** 503. */
export class ProviderUnreachableError extends ServiceUnavailableError {
  readonly code: ProviderReason = 'provider_unreachable';
  constructor() {
    super('The identity provider cannot be reached');
  }
}

/** Whether an error already carries a reason code of this plugin. */
export function isRefusal(
  error: unknown,
): error is
  | TokenRefusedError
  | IdentityRefusedError
  | ProviderUnreachableError {
  return (
    error instanceof TokenRefusedError ||
    error instanceof IdentityRefusedError ||
    error instanceof ProviderUnreachableError
  );
}

/**
 * The one place where an error of jose becomes ours.
 *
 * The error of jose itself goes no further: it carries the claims of the token.
 */
export function reasonOfJoseError(error: jose.JOSEError): TokenReason {
  if (
    error instanceof jose.JWTClaimValidationFailed ||
    error instanceof jose.JWTExpired
  ) {
    return reasonOfClaim(error.claim, error.reason);
  }
  switch (error.code) {
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return 'token_algorithm_not_allowed';
    case 'ERR_JWKS_INVALID':
    case 'ERR_JWKS_NO_MATCHING_KEY':
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return 'token_key_unknown';
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'token_signature_invalid';
    default:
      return 'token_malformed';
  }
}

function reasonOfClaim(claim: string, reason: string): TokenReason {
  if (reason === 'missing') {
    return 'token_claim_missing';
  }
  if (reason === 'invalid') {
    return 'token_malformed';
  }
  switch (claim) {
    case 'iss':
      return 'token_issuer_mismatch';
    case 'aud':
      return 'token_audience_mismatch';
    case 'exp':
      return 'token_expired';
    case 'nbf':
      return 'token_not_yet_valid';
    default:
      return 'token_malformed';
  }
}
