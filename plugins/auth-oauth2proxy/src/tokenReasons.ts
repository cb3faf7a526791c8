import { errors, JWTPayload, JWTVerifyResult } from 'jose';
import { VerificationRules } from './config';
import { TokenReason } from './types';

/** Keycloak marks tokens that are not ID tokens only by the claim `typ`, not in the header. */
const NOT_ID_TOKENS: unknown[] = ['Bearer', 'Refresh', 'Offline', 'Logout'];

/** Reasons by jose's error code, or by the claim with an unexpected value. */
const REASONS: Record<string, TokenReason | undefined> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'token_algorithm_not_allowed',
  ERR_JWKS_INVALID: 'token_key_unknown',
  ERR_JWKS_NO_MATCHING_KEY: 'token_key_unknown',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'token_signature_invalid',
  iss: 'token_issuer_mismatch',
  aud: 'token_audience_mismatch',
  exp: 'token_expired',
  nbf: 'token_not_yet_valid',
};

/** Maps an error from jose, which must not be passed on because it contains the token's claims. */
export function reasonOfError(error: unknown): TokenReason {
  if (!(error instanceof errors.JOSEError)) {
    // jose throws a TypeError if the provider's key does not match the token's algorithm.
    return 'token_key_unknown';
  }
  if (!hasClaims(error)) {
    return REASONS[error.code] ?? 'token_malformed';
  }
  if (error.reason === 'missing') {
    return 'token_claim_missing';
  }
  return error.reason === 'invalid'
    ? 'token_malformed'
    : REASONS[error.claim] ?? 'token_malformed';
}

/** jose checks claims after the signature, so the claims of such an error are verified. */
export function hasClaims(
  error: unknown,
): error is errors.JWTClaimValidationFailed | errors.JWTExpired {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired
  );
}

/** Three parts of base64url in canonical form, without padding or whitespace (RFC 7515, section 2). */
export function isCompactJws(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every(
      part => Buffer.from(part, 'base64url').toString('base64url') === part,
    )
  );
}

/** Checks the rules for ID tokens that jose does not check. */
export function reasonToRefuse(
  { payload, protectedHeader }: JWTVerifyResult,
  rules: VerificationRules,
): TokenReason | undefined {
  // JWTs must not have an unencoded payload (RFC 7797, section 7). jose checks `b64` only if `crit` lists it.
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
  const audience: unknown[] = rules.audience;
  if (payload.azp !== undefined && !audience.includes(payload.azp)) {
    return 'token_audience_mismatch';
  }
  return undefined;
}

/** An explicit type must be that of a JWT (RFC 8725, section 3.11); access tokens have `at+jwt` (RFC 9068). */
function isIdTokenType(typ: unknown): boolean {
  return (
    typ === undefined ||
    (typeof typ === 'string' && /^(application\/)?jwt$/i.test(typ))
  );
}

/** Logout tokens have `events` and need no type (OpenID Connect Back-Channel Logout 1.0, section 2.4). */
function isOtherToken(payload: JWTPayload): boolean {
  return 'events' in payload || NOT_ID_TOKENS.includes(payload.typ);
}
