import { LoggerService } from '@backstage/backend-plugin-api';
import { decodeJwt, decodeProtectedHeader, JWTPayload } from 'jose';
import { VerificationRules } from './config';
import { CONFIG_PATH } from './configSchema';
import { KeyFetchListener, ProviderKeySet } from './keySet';
import { ProviderUnreachableError, quote, TokenRefusedError } from './refusals';
import {
  hasClaims,
  isCompactJws,
  reasonOfError,
  reasonToRefuse,
} from './tokenReasons';
import { TokenReason, TokenTimes } from './types';

/** No provider's tokens are this long. Node itself accepts at most 16 KiB of headers by default. */
const MAX_TOKEN_LENGTH = 64 * 1024;

/** Turns an ID token into its claims. Throws a TokenRefusedError or ProviderUnreachableError. */
export type Verifier = (token: string) => Promise<JWTPayload>;

/** The claims of a token, empty until its signature is verified, and the reason to refuse it, if there is one. */
interface Verdict {
  payload: JWTPayload;
  reason?: TokenReason;
}

/** Creates the verifier for these rules. Without rules, it only decodes tokens, and logs a warning. */
export function createVerifier(
  rules: VerificationRules | undefined,
  logger: LoggerService,
  onKeyFetch?: KeyFetchListener,
): Verifier {
  if (!rules) {
    logger.warn(
      `TOKENS ARE NOT VERIFIED, because ${CONFIG_PATH} has neither issuer nor audience. Anyone who can reach this backend can sign in as anyone. Use this only for development.`,
    );
  }
  const inspect = rules
    ? createInspector(rules, logger, onKeyFetch)
    : dangerouslyDecode;
  return async token => {
    const { payload, reason } = await inspect(token);
    if (reason) {
      throw new TokenRefusedError(
        reason,
        rules && describe(token, reason, payload, rules),
        readTimes(reason, payload),
      );
    }
    return payload;
  };
}

async function dangerouslyDecode(token: string): Promise<Verdict> {
  try {
    return { payload: decodeJwt(token) };
  } catch {
    return { payload: {}, reason: 'token_malformed' };
  }
}

function createInspector(
  rules: VerificationRules,
  logger: LoggerService,
  onKeyFetch?: KeyFetchListener,
) {
  const keySet = new ProviderKeySet(rules, logger, onKeyFetch);
  const options = { ...rules, requiredClaims: ['exp', 'iat', 'sub'] };
  return async (token: string): Promise<Verdict> => {
    if (token.length > MAX_TOKEN_LENGTH || !isCompactJws(token)) {
      return { payload: {}, reason: 'token_malformed' };
    }
    try {
      const verified = await keySet.verify(token, options);
      const reason = reasonToRefuse(verified, rules);
      return { payload: verified.payload, reason };
    } catch (error) {
      if (error instanceof ProviderUnreachableError) {
        throw error;
      }
      const payload = hasClaims(error) ? error.payload : {};
      return { payload, reason: reasonOfError(error) };
    }
  };
}

/** For the log. If the token is not verified, only its key id is logged, shortened and quoted. */
function describe(
  token: string,
  reason: TokenReason,
  { iss, aud, azp }: JWTPayload,
  { issuer, audience }: VerificationRules,
): string {
  const signer = `issuer ${issuer}, key ${quote(readKeyId(token))}`;
  const isMismatch =
    reason === 'token_issuer_mismatch' ||
    reason === 'token_audience_mismatch' ||
    (reason === 'token_claim_missing' && !(iss && aud));
  return isMismatch
    ? `${signer}; expected iss ${quote(issuer)}, aud ${quote(audience)}` +
        `; received iss ${quote(iss)}, aud ${quote(aud)}, azp ${quote(azp)}`
    : signer;
}

function readKeyId(token: string): unknown {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

/** Returns the times of a verified token if it is refused because of a clock. */
function readTimes(
  reason: TokenReason,
  { iat, nbf, exp }: JWTPayload,
): TokenTimes | undefined {
  if (reason !== 'token_expired' && reason !== 'token_not_yet_valid') {
    return undefined;
  }
  // jose stops at the first wrong claim, so the others may have any type.
  const number = (claim: unknown) =>
    typeof claim === 'number' ? claim : undefined;
  return {
    now: Math.floor(Date.now() / 1000),
    iat: number(iat),
    nbf: number(nbf),
    exp: number(exp),
  };
}
