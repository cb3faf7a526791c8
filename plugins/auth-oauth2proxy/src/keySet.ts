import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createLocalJWKSet,
  errors,
  JWTVerifyGetKey,
  jwtVerify,
  JWTVerifyOptions,
  JWTVerifyResult,
} from 'jose';
import { discoverJwksUri, FetchBudget, fetchKeys } from './providerRequests';
import { ProviderUnreachableError } from './refusals';

/** How long keys are used before they must be fetched again. */
const MAX_AGE_MS = 10 * 60 * 1000;

/** How long to wait after a failed attempt to replace outdated keys. */
const RETRY_MS = 10 * 1000;

/** Called after each attempt to fetch the keys. */
export type KeyFetchListener = (outcome: 'succeeded' | 'failed') => void;

/**
 * A provider's signing keys (RFC 7517), fetched on demand and cached while the provider is down.
 *
 * jose's remote key set is not used: it fails if it cannot refresh its keys, and an attacker can exploit its fixed cooldown
 * to block new keys.
 */
export class ProviderKeySet {
  #keys: JWTVerifyGetKey = () => {
    throw new ProviderUnreachableError();
  };
  /** Zero until keys have been fetched. */
  #freshUntil = 0;
  #fetching?: Promise<void>;
  #jwksUri?: string;
  readonly #budget = new FetchBudget();

  constructor(
    private readonly provider: { issuer: string; jwksUri?: string },
    private readonly logger: LoggerService,
    private readonly onFetch: KeyFetchListener = () => {},
  ) {}

  /**
   * Verifies a token with each key that matches its header. If none verifies it, fetches the keys again, within the budget.
   *
   * Throws a ProviderUnreachableError if there are no keys, and otherwise jose's error, or a TypeError if a key cannot be used.
   */
  async verify(
    token: string,
    options: JWTVerifyOptions,
  ): Promise<JWTVerifyResult> {
    let tried = this.#keys;
    const freshKey: JWTVerifyGetKey = async (header, input) => {
      await this.#refresh();
      tried = this.#keys;
      return tried(header, input);
    };
    try {
      return await verifyWithAnyKey(token, freshKey, options);
    } catch (error) {
      if (!isAboutKey(error) || !(await this.#replace(tried))) {
        throw error;
      }
      return verifyWithAnyKey(token, this.#keys, options);
    }
  }

  /** Fetches missing or outdated keys. If there are outdated keys, only the first request waits for the provider. */
  async #refresh(): Promise<void> {
    if (Date.now() >= this.#freshUntil) {
      this.#freshUntil &&= Date.now() + RETRY_MS;
      await this.#replace(this.#keys);
    }
  }

  /** Fetches new keys, unless another request has replaced these. Returns false if the budget is used up. */
  async #replace(keys: JWTVerifyGetKey): Promise<boolean> {
    if (keys === this.#keys) {
      if (!this.#fetching && !this.#budget.take()) {
        return false;
      }
      this.#fetching ??= this.#fetch().finally(() => {
        this.#fetching = undefined;
      });
      await this.#fetching;
    }
    return true;
  }

  async #fetch(): Promise<void> {
    const { issuer, jwksUri } = this.provider;
    try {
      this.#jwksUri ??= jwksUri ?? (await discoverJwksUri(issuer));
      this.#keys = createLocalJWKSet(await fetchKeys(this.#jwksUri));
      this.#freshUntil = Date.now() + MAX_AGE_MS;
      this.onFetch('succeeded');
    } catch (error) {
      this.onFetch('failed');
      this.#jwksUri = undefined;
      const effect = this.#freshUntil
        ? ', so the cached keys remain in use'
        : '';
      this.logger.error(
        `Cannot fetch the signing keys of ${issuer}${effect}: ${error}`,
      );
    }
  }
}

/** Several keys match if the token has no key id, or if two keys share an id. */
async function verifyWithAnyKey(
  token: string,
  getKey: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, getKey, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) {
      throw error;
    }
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (failure) {
        if (!isAboutKey(failure)) {
          throw failure;
        }
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Whether another key may verify the token. jose throws a TypeError if a key does not match the algorithm. */
function isAboutKey(error: unknown): boolean {
  return error instanceof errors.JOSEError
    ? [
        'ERR_JWKS_NO_MATCHING_KEY',
        'ERR_JWKS_INVALID',
        'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      ].includes(error.code)
    : !(error instanceof ProviderUnreachableError);
}
