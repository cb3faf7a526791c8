import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import { AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';
import { IdentityRefusedError, isRefusal, TokenRefusedError } from './errors';
import { TokenTimes } from './types';

const MAX_TEXT_LENGTH = 200;

/**
 * Only coded refusals and generic errors reach the client; the cause is logged. Responses are not cached, because they
 * carry a Backstage token.
 */
export function guardRefresh(
  handlers: AuthProviderRouteHandlers,
  logger: LoggerService,
): AuthProviderRouteHandlers {
  return {
    ...handlers,
    async refresh(req, res) {
      res.setHeader('Cache-Control', 'no-store');
      try {
        await handlers.refresh?.(req, res);
      } catch (error) {
        const answer = toAnswer(error);
        log(answer, error, logger);
        throw answer;
      }
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
        message.slice(0, MAX_TEXT_LENGTH),
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

function log(answer: Error, error: unknown, logger: LoggerService) {
  if (!isRefusal(answer)) {
    logger.error('Sign-in failed', toError(error));
    return;
  }
  const cause =
    answer instanceof TokenRefusedError ? causeOf(answer) : answer.message;
  logger.warn(`Refused a sign-in: ${answer.code} (${cause})`);
}

function causeOf({ forLog, times }: TokenRefusedError): string {
  return times ? `${forLog}, ${describeTimes(times)}` : forLog;
}

function describeTimes({ now, ...times }: TokenTimes): string {
  return Object.entries({ ...times, server: now })
    .filter(([, time]) => time !== undefined)
    .map(([name, time]) => `${name} ${time}`)
    .join(', ');
}
