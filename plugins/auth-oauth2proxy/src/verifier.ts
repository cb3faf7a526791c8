import { LoggerService } from '@backstage/backend-plugin-api';
import { decodeJwt, decodeProtectedHeader, errors, JWTPayload } from 'jose';
import {
  isRefusal,
  reasonOfJoseError,
  TokenReason,
  TokenRefusedError,
} from './errors';
import { reasonToRefuse } from './idTokenRules';
import { ProviderKeySet } from './keySet';
import { describeMismatch } from './mismatch';
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
    if (token.length > MAX_TOKEN_LENGTH || !isCompactJws(token)) {
      throw new TokenRefusedError('token_malformed', describe(token, rules));
    }
    const verified = await keySet.verify(token, options).catch(error => {
      throw toRefusal(error, token, rules);
    });
    const reason = reasonToRefuse(verified, rules);
    if (reason) {
      throw refuse(reason, verified.payload, token, rules);
    }
    return verified.payload;
  };
}

/** Three parts of base64url, which has no padding, no whitespace and one spelling of each value (RFC 7515, section 2). */
function isCompactJws(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every(
      part => Buffer.from(part, 'base64url').toString('base64url') === part,
    )
  );
}

function toRefusal(error: unknown, token: string, rules: VerificationRules) {
  if (isRefusal(error)) {
    return error;
  }
  if (error instanceof errors.JOSEError) {
    // jose checks claims after the signature, so an error that carries the payload is about verified claims.
    const payload = 'payload' in error ? (error.payload as JWTPayload) : {};
    return refuse(reasonOfJoseError(error), payload, token, rules);
  }
  // jose throws a TypeError for a key of the provider that does not fit the algorithm of the token.
  return new TokenRefusedError('token_key_unknown', describe(token, rules));
}

function refuse(
  reason: TokenReason,
  payload: JWTPayload,
  token: string,
  rules: VerificationRules,
) {
  return new TokenRefusedError(
    reason,
    describe(token, rules) + describeMismatch(reason, payload, rules),
    readTokenTimes(reason, payload),
  );
}

/** Helps an operator find the cause. Of a token that is not verified, only the key id is named, cut and quoted. */
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
