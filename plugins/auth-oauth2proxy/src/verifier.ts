import { LoggerService } from '@backstage/backend-plugin-api';
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  JWTPayload,
  JWTVerifyResult,
  jwtVerify,
} from 'jose';
import { VerificationRules } from './verificationRules';
import {
  isRefusal,
  reasonOfJoseError,
  TokenReason,
  TokenRefusedError,
} from './errors';
import { ProviderKeySet } from './keySet';
import { quote } from './quote';

/** Above what any provider sends; Node itself stops at 16 KiB for all headers unless told otherwise. */
const MAX_TOKEN_LENGTH = 64 * 1024;

/** What Keycloak puts into the claim `typ` of tokens that are not ID tokens, and whose header does not tell. */
const OTHER_KEYCLOAK_TYPES = ['Bearer', 'Refresh', 'Offline', 'Logout'];

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
        throw new TokenRefusedError(reason);
      }
      return verified.payload;
    } catch (error) {
      throw toRefusal(error, describe(token, rules));
    }
  };
}

/** What is to be checked beyond what jose checks. */
function reasonToRefuse(
  { payload, protectedHeader }: JWTVerifyResult,
  rules: VerificationRules,
): TokenReason | undefined {
  // RFC 7797, section 7: no JWT has an unencoded payload. jose only looks where `crit` lists `b64`.
  if ('b64' in protectedHeader) {
    return 'token_malformed';
  }
  if (!isIdTokenType(protectedHeader.typ) || isOtherToken(payload)) {
    return 'token_type_not_allowed';
  }
  if (!payload.sub || typeof payload.sub !== 'string') {
    return 'token_claim_missing';
  }
  if (Number(payload.iat) > Date.now() / 1000 + rules.clockTolerance) {
    return 'token_not_yet_valid';
  }
  // OpenID Connect Core 1.0, section 3.1.3.7, number 5.
  if (payload.azp !== undefined && !isOneOf(rules.audience, payload.azp)) {
    return 'token_audience_mismatch';
  }
  return undefined;
}

/** An explicit type has to be that of a JWT (RFC 8725, section 3.11; RFC 9068 has `at+jwt`). */
function isIdTokenType(typ: unknown): boolean {
  return (
    typ === undefined ||
    (typeof typ === 'string' && /^(application\/)?jwt$/i.test(typ))
  );
}

/** Logout tokens have `events` and need no type (OpenID Connect Back-Channel Logout 1.0, section 2.4). */
function isOtherToken(payload: JWTPayload): boolean {
  return 'events' in payload || isOneOf(OTHER_KEYCLOAK_TYPES, payload.typ);
}

function isOneOf(list: string[], value: unknown): boolean {
  return list.some(item => item === value);
}

function toRefusal(error: unknown, forLog: string) {
  if (error instanceof TokenRefusedError) {
    return new TokenRefusedError(error.code, forLog);
  }
  if (isRefusal(error)) {
    return error;
  }
  if (error instanceof errors.JOSEError) {
    return new TokenRefusedError(reasonOfJoseError(error), forLog);
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
