import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import { AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';
import type { Request, Response } from 'express';
import type { AuditLog } from './audit';
import {
  IdentityRefusedError,
  isRefusal,
  Refusal,
  TokenRefusedError,
} from './refusals';
import type { SignInTelemetry } from './telemetry';

const MAX_MESSAGE_LENGTH = 200;

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
