import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createLocalJWKSet,
  errors,
  JWTVerifyGetKey,
  jwtVerify,
  JWTVerifyOptions,
  JWTVerifyResult,
} from 'jose';
import { discoverJwksUri } from './discovery';
import { ProviderUnreachableError } from './errors';
import { FetchBudget } from './fetchBudget';
import { fetchJson } from './fetchJson';

/** A key that the provider no longer publishes is refused after this time, unless the provider is down. */
const MAX_AGE_MS = 10 * 60 * 1000;

/** How long outdated keys are used before the next attempt to replace them. */
const RETRY_MS = 10 * 1000;

/**
 * The signing keys of a provider (RFC 7517). They are fetched on demand and kept while the provider is down.
 *
 * jose's own remote set fails when it cannot refresh its keys, and keeps a flat cool-down that an attacker can use to keep new keys out.
 */
export class ProviderKeySet {
  #getKey?: JWTVerifyGetKey;
  #freshUntil = 0;
  #fetching?: Promise<void>;
  #jwksUri?: string;
  readonly #budget = new FetchBudget();

  constructor(
    private readonly provider: { issuer: string; jwksUri?: string },
    private readonly logger: LoggerService,
  ) {}

  /**
   * Verifies a token with any key that matches its header. A token that no known key verifies causes one fetch, within the budget.
   *
   * @throws ProviderUnreachableError if no keys are known and none can be fetched
   * @throws JOSEError if the token is not valid, or TypeError if the provider's key cannot be used
   */
  async verify(
    token: string,
    options: JWTVerifyOptions,
  ): Promise<JWTVerifyResult> {
    try {
      return await verifyWithAnyKey(token, this.#freshKey, options);
    } catch (error) {
      if (!isAboutKey(error) || !(await this.#refetch())) {
        throw error;
      }
      return verifyWithAnyKey(token, this.#knownKey, options);
    }
  }

  #freshKey: JWTVerifyGetKey = async (header, token) => {
    if (!this.#getKey || Date.now() >= this.#freshUntil) {
      await this.#refresh();
    }
    return this.#knownKey(header, token);
  };

  #knownKey: JWTVerifyGetKey = async (header, token) => {
    if (!this.#getKey) {
      throw new ProviderUnreachableError();
    }
    return this.#getKey(header, token);
  };

  /** Fetches missing or outdated keys. Only the first request waits for the provider while outdated keys can be used. */
  async #refresh(): Promise<void> {
    if (this.#getKey) {
      this.#freshUntil = Date.now() + RETRY_MS;
    }
    await this.#refetch();
  }

  /** Joins a fetch under way or starts one; false if the budget is used up. */
  async #refetch(): Promise<boolean> {
    if (!this.#fetching && !this.#budget.take()) {
      return false;
    }
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    await this.#fetching;
    return true;
  }

  async #fetch(): Promise<void> {
    const { issuer, jwksUri } = this.provider;
    try {
      this.#jwksUri ??= jwksUri ?? (await discoverJwksUri(issuer));
      this.#getKey = readKeys(await fetchJson(this.#jwksUri));
      this.#freshUntil = Date.now() + MAX_AGE_MS;
    } catch (error) {
      this.#jwksUri = undefined;
      this.logger.error(
        `Cannot fetch the signing keys of ${issuer}${
          this.#getKey ? '; the known keys remain in use' : ''
        }: ${error}`,
      );
    }
  }
}

/** Ignores members that are not JSON objects; jose skips those whose type or use it does not know. */
function readKeys({ keys }: Record<string, unknown>): JWTVerifyGetKey {
  if (!Array.isArray(keys)) {
    throw new errors.JWKSInvalid('the answer is not a JSON Web Key Set');
  }
  const isObject = (key: unknown) =>
    typeof key === 'object' && key !== null && !Array.isArray(key);
  return createLocalJWKSet({ keys: keys.filter(isObject) });
}

/** Several keys match if the token names none, or if the provider publishes two under one id. */
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

/** Whether another key could verify the token. jose throws a TypeError for a key that does not fit the algorithm. */
function isAboutKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    !(
      error instanceof errors.JOSEError ||
      error instanceof ProviderUnreachableError
    )
  );
}
