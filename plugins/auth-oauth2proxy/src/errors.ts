import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { TokenTimes } from './types';

/**
 * Why a token was refused, with status 401.
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
 * Why a verified identity cannot be used here, with status 403.
 *
 * @public
 */
export type IdentityReason =
  | 'user_name_missing'
  | 'user_name_invalid'
  | 'email_not_verified'
  | 'user_name_taken'
  | 'user_name_changed'
  | 'user_unknown'
  | 'groups_invalid'
  | 'groups_not_allowed'
  | 'sign_in_denied';

/**
 * What is unavailable, with status 503.
 *
 * @public
 */
export type UnavailableReason = 'provider_unreachable' | 'database_unreachable';

/**
 * The stable reason code of a refused sign-in, as `error.code` in the response body.
 *
 * @public
 */
export type SignInReason = TokenReason | IdentityReason | UnavailableReason;

/** Status 401. The message is the same for all reasons; the details are only logged. */
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

  /** Details for the log. A private field, so that it is not serialized into the response. */
  get forLog(): string {
    return this.#forLog;
  }
}

/** Status 403. The message may contain claims of the user's own token. */
export class IdentityRefusedError extends NotAllowedError {
  constructor(readonly code: IdentityReason, message: string) {
    super(message);
  }
}

/** Status 503. */
export class ProviderUnreachableError extends ServiceUnavailableError {
  readonly code: UnavailableReason = 'provider_unreachable';
  constructor() {
    super('The identity provider cannot be reached');
  }
}

/** Status 503. */
export class DatabaseUnreachableError extends ServiceUnavailableError {
  readonly code: UnavailableReason = 'database_unreachable';
  constructor() {
    super('The database of the portal cannot be reached');
  }
}

/** Whether an error has a reason code of this plugin. */
export function isRefusal(
  error: unknown,
): error is
  | TokenRefusedError
  | IdentityRefusedError
  | ProviderUnreachableError
  | DatabaseUnreachableError {
  return [
    TokenRefusedError,
    IdentityRefusedError,
    ProviderUnreachableError,
    DatabaseUnreachableError,
  ].some(type => error instanceof type);
}
