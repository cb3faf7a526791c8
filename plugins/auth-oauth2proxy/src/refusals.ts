import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';
import type { Request, Response } from 'express';
import type { AuditLog } from './audit';
import type { SignInTelemetry } from './telemetry';
import {
  IdentityReason,
  UnavailableReason,
  TokenReason,
  TokenTimes,
} from './types';

const MAX_QUOTE_LENGTH = 80;
const MAX_MESSAGE_LENGTH = 200;

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

/**
 * Only coded refusals and generic errors reach the client; the cause is logged. Responses are not cached, because they
 * carry a Backstage token.
 */
export function guardRefresh(
  handlers: AuthProviderRouteHandlers,
  audit: AuditLog,
  logger: LoggerService,
  telemetry?: SignInTelemetry,
): AuthProviderRouteHandlers {
  const answer = async (req: Request, res: Response) => {
    try {
      await handlers.refresh?.(req, res);
    } catch (error) {
      const refusal = toAnswer(error);
      if (isRefusal(refusal)) {
        logger.warn(`Refused a sign-in: ${refusal.code} (${causeOf(refusal)})`);
        void audit.recordRefusal(req, refusal.code);
      } else {
        logger.error('Sign-in failed', toError(error));
      }
      throw refusal;
    }
  };
  return {
    ...handlers,
    async refresh(req, res) {
      res.setHeader('Cache-Control', 'no-store');
      const refresh = () => answer(req, res);
      await (telemetry ? telemetry.measureRefresh(refresh) : refresh());
    },
  };
}

const REFUSALS = [
  TokenRefusedError,
  IdentityRefusedError,
  ProviderUnreachableError,
  DatabaseUnreachableError,
];
type Refusal = InstanceType<(typeof REFUSALS)[number]>;

/** Whether an error has a reason code. */
export function isRefusal(error: unknown): error is Refusal {
  return REFUSALS.some(type => error instanceof type);
}

function toAnswer(error: unknown): Error {
  if (isRefusal(error)) {
    return error;
  }
  const { name, message } = toError(error);
  switch (name) {
    case 'NotFoundError':
      return new IdentityRefusedError(
        'user_unknown',
        'The catalog has no user for your account.',
      );
    case 'NotAllowedError':
    case 'ConflictError':
      return new IdentityRefusedError(
        'sign_in_denied',
        message.slice(0, MAX_MESSAGE_LENGTH),
      );
    case 'ResponseError':
    case 'ServiceUnavailableError':
      return new ServiceUnavailableError(
        'A service that is needed to sign in is unavailable',
      );
    default:
      return new Error("Sign-in failed. The cause is in the backend's log.");
  }
}

function causeOf(refusal: Refusal): string {
  if (!(refusal instanceof TokenRefusedError)) {
    return refusal.message;
  }
  const { now: server, ...times } = refusal.times ?? {};
  const known = Object.entries({ ...times, server }).filter(
    ([, time]) => time !== undefined,
  );
  return [refusal.forLog, ...known.map(pair => pair.join(' '))].join(', ');
}
