import { DiscoveryApi, IdentityApi } from '@backstage/core-plugin-api';
import { signOutAddress } from '../proxyPaths';
import {
  RefreshResult,
  refreshSession,
  SignedIn,
  toSignedIn,
} from './refreshSession';
import { RefreshScheduler } from './RefreshScheduler';
import { Observable, SessionStore } from './SessionStore';

/** How long signing out waits for Backstage's cookie to be deleted. */
const CLEAR_COOKIE_TIMEOUT_MS = 3_000;

export type GetSession = () => Session | undefined;

export interface SessionOptions {
  /** The id of the auth provider. */
  provider: string;
  discovery: DiscoveryApi;
  /** The path of oauth2-proxy's endpoints. */
  proxyPrefix: string;
  /** Where the browser goes after signing out. */
  signOutUrl: string;
  /** Leaves or reloads the page. */
  navigation: Pick<Location, 'reload' | 'replace'>;
}

/** A page's session and its user's identity. sessionMachine.ts defines the possible states. */
export class Session implements IdentityApi {
  readonly store = new SessionStore();
  /** When the token expires, according to this computer's clock. Undefined until the page has read its first token. */
  readonly tokenExpiry = new Observable<number | undefined>(undefined);
  readonly #scheduler: RefreshScheduler;
  #current: Promise<SignedIn>;

  /** @param first - the identity that the sign-in page returned */
  constructor(first: IdentityApi, readonly options: SessionOptions) {
    this.#scheduler = new RefreshScheduler(
      () => refreshSession(options.discovery, options.provider),
      result => this.#onResult(result),
    );
    this.#current = readIdentity(first);
    this.#current.then(({ refreshAt, expiresAt }) => {
      this.tokenExpiry.set(expiresAt);
      this.#scheduler.scheduleRefresh(refreshAt);
    });
  }

  async getProfileInfo() {
    return (await this.#current).profile;
  }

  async getBackstageIdentity() {
    return (await this.#current).identity;
  }

  /** Returns a valid token. If there is none, waits until a user signs in or the portal is reachable. */
  async getCredentials() {
    await this.store.waitUntilActive();
    const { refreshAt, expiresAt, token } = await this.#current;
    if (Date.now() < refreshAt) {
      return { token };
    }
    const { name } = await this.check();
    if (name !== 'signed_in' && Date.now() >= expiresAt) {
      await this.store.waitUntilSignedIn();
    }
    return { token: (await this.#current).token };
  }

  /** Leaves the page, and therefore never resolves. */
  async signOut() {
    this.stop();
    this.store.send({ name: 'signed_out' });
    const { discovery, navigation, proxyPrefix, signOutUrl } = this.options;
    await clearCookie(discovery);
    navigation.replace(signOutAddress(proxyPrefix, signOutUrl));
    await new Promise(() => {});
  }

  /** Refreshes the session unless it is known to have ended, and returns the state afterwards. */
  async check() {
    if (this.store.state.name === 'signed_in') {
      await this.refresh();
    }
    return this.store.state;
  }

  /** Refreshes the session in any state. */
  refresh(): Promise<void> {
    return this.#scheduler.refreshNow();
  }

  /** Stops refreshing. */
  stop() {
    this.#scheduler.stop();
  }

  async #onResult(result: RefreshResult) {
    if (result.name !== 'signed_in') {
      this.store.send(result);
      return;
    }
    const owner = await this.#current;
    const user = result.session;
    if (user.identity.userEntityRef === owner.identity.userEntityRef) {
      this.#current = Promise.resolve(user);
      this.tokenExpiry.set(user.expiresAt);
      this.store.send({ name: 'confirmed' });
    } else {
      this.store.send({
        name: 'user_changed',
        user: displayName(user),
        owner: displayName(owner),
      });
    }
  }
}

function displayName({ profile, identity }: SignedIn): string {
  return profile.displayName ?? identity.userEntityRef;
}

async function readIdentity(identity: IdentityApi): Promise<SignedIn> {
  const [{ token = '' }, user, profile] = await Promise.all([
    identity.getCredentials(),
    identity.getBackstageIdentity(),
    identity.getProfileInfo(),
  ]);
  return toSignedIn(token, user, profile);
}

/** Deletes the cookie that Backstage sets for requests without a token, such as those for images in documentation. */
async function clearCookie(discovery: DiscoveryApi): Promise<void> {
  const app = await discovery.getBaseUrl('app');
  const request = fetch(`${app}/.backstage/auth/v1/cookie`, {
    method: 'DELETE',
    credentials: 'include',
    signal: AbortSignal.timeout(CLEAR_COOKIE_TIMEOUT_MS),
  });
  // If this fails, the cookie expires with the token that it was created from.
  await Promise.allSettled([request]);
}
