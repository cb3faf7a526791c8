import { AuthResolverContext } from '@backstage/plugin-auth-node';
import { AuditLog, toAccount } from './audit';
import { ClientSessions } from './clientSessions';
import { OAuth2ProxyConfig } from './config';
import {
  Account,
  Identity,
  IdentityDatabase,
  PendingPerson,
} from './identityDatabase';
import { hashPerson, PeoplePublisher, Person } from './people';
import { IdentityRefusedError, isNotFound } from './refusals';
import { SignInTelemetry } from './telemetry';

/** How precisely `last_seen` is kept, so that not every refresh writes to the database. */
const LAST_SEEN_PRECISION_MS = 60 * 60 * 1000;

/** The services that bind accounts to user entities. */
export interface IdentityServices {
  identities: IdentityDatabase;
  audit: AuditLog;
  telemetry?: SignInTelemetry;
  /** Notifies other plugins of sign-ins. */
  people?: PeoplePublisher;
  /** Ends the client sessions of an account that loses its entity. */
  clientSessions?: ClientSessions;
}

/** Decides which user entity an account signs in as. */
export interface AccountBinding {
  /** Returns the account's entity, or the given entity for its user name if it has none yet. */
  entityRefFor(userNameRef: string): string;
  /**
   * Binds the account to an entity at its first sign-in, and checks the binding afterwards.
   *
   * @returns the entity to sign in as
   * @throws IdentityRefusedError `user_name_taken` or `user_name_changed`
   * @throws DatabaseUnreachableError
   */
  bind(entityRef: string, ctx: AuthResolverContext): Promise<string>;
}

/** Binds nothing. Used for tokens that are only decoded, because anyone could claim any account with them. */
export const UNBOUND: AccountBinding = {
  entityRefFor: userNameRef => userNameRef,
  bind: async entityRef => entityRef,
};

type SignInEvent = Pick<PendingPerson, 'person' | 'claimsHash'>;

/** A binding that all backends with the same database share. */
export class DatabaseBinding implements AccountBinding {
  constructor(
    private readonly deps: IdentityServices & { config: OAuth2ProxyConfig },
    private readonly account: Account & {
      session?: string;
      person: Person;
      address?: string;
    },
    private readonly identity: Identity | undefined,
  ) {}

  entityRefFor(userNameRef: string): string {
    return this.deps.config.onRename === 'keep'
      ? this.identity?.entityRef ?? userNameRef
      : userNameRef;
  }

  async bind(entityRef: string, ctx: AuthResolverContext): Promise<string> {
    const identity = this.identity ?? (await this.#bindFirst(entityRef, ctx));
    if (identity.entityRef !== entityRef) {
      await this.#checkRename(identity, entityRef);
    }
    const { session } = this.account;
    const isNewSession = identity.session !== session;
    const event = this.#findEvent(identity, isNewSession);
    if (
      event ||
      isNewSession ||
      isOlder(identity.lastSeen, LAST_SEEN_PRECISION_MS)
    ) {
      await this.#isAssignedInCatalog(identity.entityRef, ctx);
      const touched = await this.deps.identities.touch(
        identity,
        session,
        event,
      );
      if (isNewSession && touched) {
        this.#record('user-sign-in', identity.entityRef);
      }
      if (event && touched) {
        // Don't wait, because signing in does not depend on other plugins.
        void this.#publish(identity.entityRef, event);
      }
    }
    return identity.entityRef;
  }

  /** Returns what to publish about the user, if anything. */
  #findEvent(
    identity: Identity,
    isNewSession: boolean,
  ): SignInEvent | undefined {
    if (!this.deps.people) {
      return undefined;
    }
    const { person } = this.account;
    const claimsHash = hashPerson(person);
    return isNewSession || identity.claimsHash !== claimsHash
      ? { person, claimsHash }
      : undefined;
  }

  async #publish(entityRef: string, { person, claimsHash }: SignInEvent) {
    const { people, identities } = this.deps;
    if (await people?.publishSignIn(entityRef, person)) {
      // The database logs its failures, and a scheduled task publishes what is pending.
      await identities
        .markPublished(this.account, claimsHash)
        .catch(() => undefined);
    }
  }

  async #bindFirst(entityRef: string, ctx: AuthResolverContext) {
    const { identities } = this.deps;
    const isAssignedInCatalog = await this.#isAssignedInCatalog(entityRef, ctx);
    if (await identities.add(this.account, entityRef, this.account.session)) {
      this.#record('user-name-bind', entityRef);
      this.#record('user-sign-in', entityRef);
    }
    return (
      (await identities.findByAccount(this.account)) ??
      this.#takeOver(entityRef, isAssignedInCatalog)
    );
  }

  /** Takes the entity from an account that is no longer entitled to it. */
  async #takeOver(
    entityRef: string,
    isAssignedInCatalog: boolean,
  ): Promise<Identity> {
    const { identities, config, clientSessions } = this.deps;
    const holder = await identities.findByEntityRef(entityRef);
    const isPrevious =
      holder && config.previousIssuers?.includes(holder.issuer);
    if (!holder || !(isAssignedInCatalog || isPrevious)) {
      throw userNameTaken(entityRef);
    }
    if (!isPrevious) {
      await clientSessions?.revokeAll(entityRef);
    }
    if (await identities.transfer(entityRef, holder, this.account)) {
      void this.deps.audit.record('user-name-transfer', {
        entityRef,
        from: toAccount(holder),
        to: toAccount(this.account),
        address: this.account.address,
      });
    }
    const identity = await identities.findByAccount(this.account);
    if (!identity) {
      throw userNameTaken(entityRef);
    }
    return identity;
  }

  /** Doesn't wait, because signing in does not depend on the auditor. */
  #record(eventId: 'user-sign-in' | 'user-name-bind', entityRef: string) {
    const { address } = this.account;
    const meta = { entityRef, ...toAccount(this.account), address };
    void this.deps.audit.record(eventId, meta);
  }

  async #checkRename(identity: Identity, entityRef: string) {
    const { identities, config } = this.deps;
    if (config.onRename === 'refuse') {
      throw new IdentityRefusedError(
        'user_name_changed',
        `Your account belongs to ${identity.entityRef}, but your user name now belongs to ${entityRef}.`,
      );
    }
    if (await identities.findByEntityRef(entityRef)) {
      throw userNameTaken(entityRef);
    }
  }

  /**
   * Whether the catalog assigns the entity to this account.
   *
   * @throws IdentityRefusedError `user_name_taken` if the catalog assigns the entity to another account
   */
  async #isAssignedInCatalog(
    entityRef: string,
    ctx: AuthResolverContext,
  ): Promise<boolean> {
    const { subjectAnnotation } = this.deps.config;
    const subject =
      subjectAnnotation &&
      (await readAnnotation(entityRef, subjectAnnotation, ctx));
    if (subject && subject !== this.account.subject) {
      throw userNameTaken(entityRef);
    }
    return Boolean(subject);
  }
}

function isOlder(time: Date, milliseconds: number): boolean {
  return Date.now() - time.getTime() > milliseconds;
}

async function readAnnotation(
  entityRef: string,
  annotation: string,
  ctx: AuthResolverContext,
): Promise<string | undefined> {
  try {
    const { entity } = await ctx.findCatalogUser({ entityRef });
    return entity.metadata.annotations?.[annotation];
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

function userNameTaken(entityRef: string) {
  return new IdentityRefusedError(
    'user_name_taken',
    `${entityRef} belongs to another account at the identity provider.`,
  );
}
