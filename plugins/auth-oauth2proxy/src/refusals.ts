import { LoggerService } from '@backstage/backend-plugin-api';
import { isError, ServiceUnavailableError, toError } from '@backstage/errors';
import {
  AuthProviderRouteHandlers,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { IdentityRefusedError, isRefusal, TokenRefusedError } from './errors';
import { createResolverContext } from './resolverContext';
import { describeTokenTimes } from './tokenTimes';
import { OAuth2ProxyResult, OAuth2ProxySignInResolver } from './types';

const MAX_TEXT_LENGTH = 200;

/**
 * Runs a resolver in a guarded context, and names the user that the catalog does not have.
 *
 * The address in the resolver's profile is the verified one, whatever the `authHandler` shows.
 */
export function guardResolver<Claims extends object>(
  resolver: OAuth2ProxySignInResolver<Claims>,
): SignInResolver<OAuth2ProxyResult<Claims>> {
  return async (info, ctx) => {
    const { profile, result } = info;
    const guarded = createResolverContext(ctx, result);
    const verified = {
      result,
      profile: { ...profile, email: result.verifiedEmail },
    };
    try {
      return guarded.complete(await resolver(verified, guarded.context));
    } catch (error) {
      throw isError(error) && error.name === 'NotFoundError'
        ? unknownUser(guarded.lastTried())
        : error;
    }
  };
}

/**
 * Only coded refusals and generic errors reach the client; the cause is logged. No cache may keep an answer, because it
 * carries a Backstage token.
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

function log(answer: Error, error: unknown, logger: LoggerService) {
  if (!isRefusal(answer)) {
    logger.error('Signing in failed in this portal', toError(error));
    return;
  }
  const cause =
    answer instanceof TokenRefusedError ? causeOf(answer) : answer.message;
  logger.warn(`Refused a sign-in: ${answer.code} (${cause})`);
}

function causeOf({ forLog, times }: TokenRefusedError): string {
  return times ? `${forLog}, ${describeTokenTimes(times)}` : forLog;
}

function toAnswer(error: unknown): Error {
  if (isRefusal(error)) {
    return error;
  }
  const { name, message } = toError(error);
  switch (name) {
    case 'NotFoundError':
      return unknownUser();
    case 'NotAllowedError':
    case 'ConflictError':
      return new IdentityRefusedError(
        'sign_in_denied',
        message.slice(0, MAX_TEXT_LENGTH),
      );
    case 'ResponseError':
    case 'ServiceUnavailableError':
      return new ServiceUnavailableError(
        'A part of this portal that is needed to sign in does not answer',
      );
    default:
      return new Error('Signing in failed; the log of the backend says why');
  }
}

function unknownUser(tried = 'your account') {
  return new IdentityRefusedError(
    'user_unknown',
    `The catalog of this portal does not know ${tried}.`,
  );
}
