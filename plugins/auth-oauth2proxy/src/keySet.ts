import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createLocalJWKSet,
  errors,
  FlattenedJWSInput,
  JSONWebKeySet,
  JWSHeaderParameters,
  KeyLike,
} from 'jose';
import { ProviderUnreachableError } from './errors';
import { fetchJson } from './fetchJson';

/** A key that the provider no longer publishes is refused after this time at the latest, unless the provider is down. */
const MAX_AGE_MS = 10 * 60 * 1000;

/** No more than one fetch in this time on behalf of tokens with unknown keys, or while the provider is down. */
const COOL_DOWN_MS = 30 * 1000;

type KeyFinder = (
  header: JWSHeaderParameters,
  token: FlattenedJWSInput,
) => Promise<KeyLike>;

/**
 * The signing keys of a provider (RFC 7517), fetched when they are needed and kept while the provider is down.
 *
 * jose's own remote set forgets its keys when they are old and the provider does not answer, and asks a provider
 * that is down again for every forged key id.
 */
export class ProviderKeySet {
  readonly #provider: { issuer: string; jwksUri?: string };
  readonly #logger: LoggerService;
  #find?: KeyFinder;
  #fetchedAt = -Infinity;
  #triedAt = -Infinity;
  #fetching?: Promise<void>;

  constructor(
    provider: { issuer: string; jwksUri?: string },
    logger: LoggerService,
  ) {
    this.#provider = provider;
    this.#logger = logger;
  }

  /**
   * Finds the key that a token was signed with.
   *
   * @throws ProviderUnreachableError if no keys are known and none can be fetched
   * @throws JWKSNoMatchingKey if the provider publishes no such key
   */
  getKey: KeyFinder = async (header, token) => {
    if (!this.#find || this.#isOlderThan(this.#fetchedAt, MAX_AGE_MS)) {
      await this.#refresh();
    }
    try {
      return await this.#keys(header, token);
    } catch (error) {
      if (
        !(error instanceof errors.JWKSNoMatchingKey) ||
        this.#isCoolingDown()
      ) {
        throw error;
      }
      await this.#refresh();
      return this.#keys(header, token);
    }
  };

  #keys: KeyFinder = (header, token) => {
    if (!this.#find) {
      throw new ProviderUnreachableError();
    }
    return this.#find(header, token);
  };

  async #refresh(): Promise<void> {
    if (this.#find && this.#isCoolingDown()) {
      return;
    }
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    this.#triedAt = Date.now();
    try {
      const jwksUri = this.#provider.jwksUri ?? (await this.#discover());
      const keys = (await fetchJson(jwksUri)) as unknown as JSONWebKeySet;
      this.#find = createLocalJWKSet(keys);
      this.#fetchedAt = Date.now();
    } catch (error) {
      this.#logger.error(
        `The signing keys of ${this.#provider.issuer} cannot be fetched${
          this.#find ? '; going on with those known' : ''
        }: ${error}`,
      );
    }
  }

  /** OpenID Connect Discovery 1.0, section 4. */
  async #discover(): Promise<string> {
    const { issuer } = this.#provider;
    const document = await fetchJson(
      `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    );
    if (document.issuer !== issuer) {
      throw new Error(
        `its discovery document names the issuer ${JSON.stringify(
          document.issuer,
        )}; auth.providers.oauth2proxy.issuer has to be exactly that`,
      );
    }
    const jwksUri = String(document.jwks_uri);
    if (issuer.startsWith('https:') && !jwksUri.startsWith('https:')) {
      throw new Error(
        'its discovery document names keys that are not at https',
      );
    }
    return jwksUri;
  }

  #isCoolingDown() {
    return !this.#isOlderThan(this.#triedAt, COOL_DOWN_MS);
  }

  #isOlderThan(time: number, age: number) {
    return Date.now() - time >= age;
  }
}
