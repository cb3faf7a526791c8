import { IdentityApi } from '@backstage/core-plugin-api';
import { signOutAddress } from '../proxyPaths';
import { Answer, SignedIn, toSignedIn } from './refreshSession';
import { Renewal } from './RefreshScheduler';
import { SessionStore } from './SessionStore';

export type Exits = Pick<Location, 'reload' | 'replace'>;

export interface SessionOptions {
  /** Asks the portal who is signed in. */
  ask: () => Promise<Answer>;
  /** Deletes what Backstage itself keeps in this browser. */
  forget: () => Promise<unknown>;
  /** Where the browser goes when the session has been ended on purpose. */
  signOutUrl: string;
  /** The ways out of the page. */
  exits: Exits;
}

/** The session of a page, and the identity of whoever's it is. What can become of it is in sessionMachine.ts. */
export class Session implements IdentityApi {
  readonly store = new SessionStore();
  readonly #renewal: Renewal;
  #current: Promise<SignedIn>;

  /** @param first - the identity that the sign-in page came back with */
  constructor(first: IdentityApi, private readonly options: SessionOptions) {
    this.#renewal = new Renewal(options.ask, answer => this.#hear(answer));
    this.#current = readIdentity(first);
    this.#current.then(({ renewAt }) => this.#renewal.at(renewAt));
  }

  async getProfileInfo() {
    return (await this.#current).profile;
  }

  async getBackstageIdentity() {
    return (await this.#current).identity;
  }

  /** A token that is good for a while. Where there is none, this waits for someone to sign in, or for the portal to answer. */
  async getCredentials() {
    await this.store.untilOpen();
    const { renewAt, endsAt, token } = await this.#current;
    if (Date.now() < renewAt) {
      return { token };
    }
    const { name } = await this.check();
    if (name !== 'signed_in' && Date.now() >= endsAt) {
      await this.store.untilSignedIn();
    }
    return { token: (await this.#current).token };
  }

  /** Leaves the page, and therefore never resolves. */
  async signOut() {
    this.end();
    this.store.send({ name: 'signed_out' });
    await this.options.forget();
    this.options.exits.replace(signOutAddress(this.options.signOutUrl));
    await new Promise(() => {});
  }

  /** Asks whether the session goes on, unless it is known not to, and returns what it is then. */
  async check() {
    if (this.store.state.name === 'signed_in') {
      await this.askAgain();
    }
    return this.store.state;
  }

  /** Asks, whatever is known. */
  askAgain(): Promise<void> {
    return this.#renewal.now();
  }

  /** Asks no more. */
  end() {
    this.#renewal.stop();
  }

  async #hear(answer: Answer) {
    if (answer.name !== 'signed_in') {
      this.store.send(answer);
      return;
    }
    const { identity, profile } = answer.session;
    const { userEntityRef } = await this.getBackstageIdentity();
    if (identity.userEntityRef === userEntityRef) {
      this.#current = Promise.resolve(answer.session);
      this.store.send({ name: 'confirmed' });
    } else {
      this.store.send({
        name: 'somebody_else',
        person: profile.displayName ?? identity.userEntityRef,
      });
    }
  }
}

async function readIdentity(identity: IdentityApi): Promise<SignedIn> {
  const [{ token = '' }, person, profile] = await Promise.all([
    identity.getCredentials(),
    identity.getBackstageIdentity(),
    identity.getProfileInfo(),
  ]);
  return toSignedIn(token, person, profile);
}
