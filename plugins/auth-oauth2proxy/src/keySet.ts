import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createLocalJWKSet,
  CryptoKey,
  errors,
  FlattenedJWSInput,
  JSONWebKeySet,
  JWSHeaderParameters,
} from 'jose';
import { discoverJwksUri } from './discovery';
import { ProviderUnreachableError } from './errors';
import { fetchJson } from './fetchJson';

/** A key that the provider no longer publishes is refused after this time at the latest, unless the provider is down. */
const MAX_AGE_MS = 10 * 60 * 1000;

/** No more than one fetch in this time on behalf of tokens with unknown keys, or while old keys have to do. */
const COOL_DOWN_MS = 30 * 1000;

type KeyFinder = (
  header: JWSHeaderParameters,
  token: FlattenedJWSInput,
) => Promise<CryptoKey>;

/**
 * The signing keys of a provider (RFC 7517), fetched when they are needed and kept while the provider is down.
 *
 * jose's own remote set does not: it wants its keys anew every ten minutes, and fails when it cannot have them.
 */
export class ProviderKeySet {
  #find?: KeyFinder;
  #freshUntil = 0;
  #noRefetchUntil = 0;
  #fetching?: Promise<void>;
  #jwksUri?: string;

  constructor(
    private readonly provider: { issuer: string; jwksUri?: string },
    private readonly logger: LoggerService,
  ) {}

  /**
   * Finds the key that a token was signed with.
   *
   * @throws ProviderUnreachableError if no keys are known and none can be fetched
   * @throws JWKSNoMatchingKey if the provider publishes no such key
   */
  getKey: KeyFinder = async (header, token) => {
    if (Date.now() >= this.#freshUntil) {
      await this.#fetchOnce();
    }
    try {
      return await this.#known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayRefetch()) {
        throw error;
      }
      await this.#fetchOnce();
      return this.#known(header, token);
    }
  };

  #known: KeyFinder = async (header, token) => {
    if (!this.#find) {
      throw new ProviderUnreachableError();
    }
    return this.#find(header, token);
  };

  /** Whether the provider may be asked for an unknown key; all who ask at the same time wait for one answer. */
  #mayRefetch(): boolean {
    if (this.#fetching) {
      return true;
    }
    const now = Date.now();
    const allowed = now >= this.#noRefetchUntil;
    this.#noRefetchUntil = allowed ? now + COOL_DOWN_MS : this.#noRefetchUntil;
    return allowed;
  }

  #fetchOnce(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { issuer, jwksUri } = this.provider;
    if (this.#find) {
      // Nobody but the one who asks waits for a provider that may not answer.
      this.#freshUntil = Date.now() + COOL_DOWN_MS;
    }
    try {
      this.#jwksUri ??= jwksUri ?? (await discoverJwksUri(issuer));
      const keys = await fetchJson(this.#jwksUri);
      this.#find = createLocalJWKSet(keys as unknown as JSONWebKeySet);
      this.#freshUntil = Date.now() + MAX_AGE_MS;
    } catch (error) {
      this.#jwksUri = undefined;
      this.logger.error(
        `The signing keys of ${issuer} cannot be fetched${
          this.#find ? '; going on with those known' : ''
        }: ${error}`,
      );
    }
  }
}
