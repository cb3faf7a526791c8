import { LoggerService } from '@backstage/backend-plugin-api';
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  JWTPayload,
  jwtVerify,
} from 'jose';
import { isRefusal, reasonOfJoseError, TokenRefusedError } from './errors';
import { reasonToRefuse } from './idTokenRules';
import { ProviderKeySet } from './keySet';
import { quote } from './quote';
import { readTokenTimes } from './tokenTimes';
import { VerificationRules } from './verificationRules';

/** Above what any provider sends; Node itself stops at 16 KiB for all headers unless told otherwise. */
const MAX_TOKEN_LENGTH = 64 * 1024;

/**
 * Turns an ID token into its claims.
 *
 * @throws TokenRefusedError
 * @throws ProviderUnreachableError
 */
export type Verifier = (token: string) => Promise<JWTPayload>;

/** Verifies tokens, or says loudly that it only decodes them. */
export function createVerifier(
  rules: VerificationRules | undefined,
  logger: LoggerService,
): Verifier {
  if (rules) {
    return createVerifyingVerifier(rules, logger);
  }
  logger.warn(
    'NO TOKEN IS VERIFIED: auth.providers.oauth2proxy has no issuer and no audience. Whoever reaches this backend can be anyone. This is for development only.',
  );
  return dangerouslyDecode;
}

async function dangerouslyDecode(token: string): Promise<JWTPayload> {
  try {
    return decodeJwt(token);
  } catch {
    throw new TokenRefusedError('token_malformed');
  }
}

function createVerifyingVerifier(
  rules: VerificationRules,
  logger: LoggerService,
): Verifier {
  const keySet = new ProviderKeySet(rules, logger);
  const options = {
    issuer: rules.issuer,
    audience: rules.audience,
    algorithms: rules.algorithms,
    clockTolerance: rules.clockTolerance,
    requiredClaims: ['exp', 'iat', 'sub'],
  };
  return async token => {
    try {
      if (token.length > MAX_TOKEN_LENGTH) {
        throw new TokenRefusedError('token_malformed');
      }
      const verified = await jwtVerify(token, keySet.getKey, options);
      const reason = reasonToRefuse(verified, rules);
      if (reason) {
        throw new TokenRefusedError(
          reason,
          '',
          readTokenTimes(reason, verified.payload),
        );
      }
      return verified.payload;
    } catch (error) {
      throw toRefusal(error, describe(token, rules));
    }
  };
}

function toRefusal(error: unknown, forLog: string) {
  if (error instanceof TokenRefusedError) {
    return new TokenRefusedError(error.code, forLog, error.times);
  }
  if (isRefusal(error)) {
    return error;
  }
  if (error instanceof errors.JOSEError) {
    const reason = reasonOfJoseError(error);
    const payload = 'payload' in error ? (error.payload as JWTPayload) : {};
    return new TokenRefusedError(
      reason,
      forLog,
      readTokenTimes(reason, payload),
    );
  }
  // jose throws a TypeError for a key of the provider that does not go with the algorithm of the token.
  return new TokenRefusedError('token_key_unknown', forLog);
}

/** What an operator needs to find the cause. Nothing of the token but its key's id, cut and quoted. */
function describe(token: string, rules: VerificationRules): string {
  return `issuer ${rules.issuer}, key ${quote(keyId(token))}`;
}

function keyId(token: string): unknown {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}
