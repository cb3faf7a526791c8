import { JWTPayload, JWTVerifyResult } from 'jose';
import { TokenReason } from './errors';
import { VerificationRules } from './verificationRules';

/** What Keycloak puts into the claim `typ` of tokens that are not ID tokens, and whose header does not tell. */
const OTHER_KEYCLOAK_TYPES = ['Bearer', 'Refresh', 'Offline', 'Logout'];

/** What is to be checked beyond what jose checks. */
export function reasonToRefuse(
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
