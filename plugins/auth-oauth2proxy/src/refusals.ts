import {
  AuthenticationError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  IdentityReason,
  UnavailableReason,
  TokenReason,
  TokenTimes,
} from './types';

const MAX_QUOTE_LENGTH = 80;

/** Status 401. The message is the same for all reasons; the details are only logged. */
export class TokenRefusedError extends AuthenticationError {
  /** A private field is not serialized into the response. */
  readonly #forLog: string;

  constructor(
    readonly code: TokenReason,
    forLog = '',
    readonly times?: TokenTimes,
  ) {
    super('The identity token was not accepted');
    this.#forLog = forLog;
  }

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
    super("The portal's database cannot be reached");
  }
}

/** Whether the catalog, or a resolver, did not find the user. */
export function isNotFound(error: unknown): boolean {
  return isError(error) && error.name === 'NotFoundError';
}

/** Quotes external text for a log or a message: on one line, of limited length, and without invisible characters. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const short =
    text.length > MAX_QUOTE_LENGTH
      ? `${text.slice(0, MAX_QUOTE_LENGTH)}…`
      : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

const REFUSALS = [
  TokenRefusedError,
  IdentityRefusedError,
  ProviderUnreachableError,
  DatabaseUnreachableError,
];
/** An error with a reason code. */
export type Refusal = InstanceType<(typeof REFUSALS)[number]>;

/** Whether an error has a reason code. */
export function isRefusal(error: unknown): error is Refusal {
  return REFUSALS.some(type => error instanceof type);
}
