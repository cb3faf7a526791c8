import { JWTPayload } from 'jose';
import { TokenReason } from './errors';
import { quote } from './quote';
import { VerificationRules } from './verificationRules';

/** For the log: whom a token was issued by and for, if that is why it is refused. Pass only claims whose signature was verified. */
export function describeMismatch(
  reason: TokenReason,
  { iss, aud, azp }: JWTPayload,
  { issuer, audience }: VerificationRules,
): string {
  const isMismatch =
    reason === 'token_issuer_mismatch' ||
    reason === 'token_audience_mismatch' ||
    (reason === 'token_claim_missing' && !(iss && aud));
  return isMismatch
    ? `; expected iss ${quote(issuer)}, aud ${quote(audience)}` +
        `; received iss ${quote(iss)}, aud ${quote(aud)}, azp ${quote(azp)}`
    : '';
}
