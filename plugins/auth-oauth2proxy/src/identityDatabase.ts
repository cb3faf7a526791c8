import {
  DatabaseService,
  LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Person } from './people';
import { DatabaseUnreachableError } from './refusals';

const TABLE = 'oauth2proxy__identities';
const MIGRATIONS = resolvePackagePath(
  'backstage-plugin-auth-backend-module-oauth2proxy',
  'migrations',
);

/** An account at an identity provider. Providers never reassign a subject (OpenID Connect Core 1.0, section 5.7). */
export interface Account {
  issuer: string;
  subject: string;
}

/** The user entity that an account signs in as. */
export interface Identity extends Account {
  entityRef: string;
  /** The provider's last session. */
  session?: string;
  firstSeen: Date;
  /** The last sign-in or refresh, accurate to an hour. */
  lastSeen: Date;
  /** The hash of what was last published about the user, or is being published. */
  claimsHash?: string;
}

/** What to publish about a user. */
export interface PendingPerson extends Account {
  entityRef: string;
  person: Person;
  claimsHash: string;
}

interface Row {
  issuer: string;
  subject: string;
  entity_ref: string;
  session: string | null;
  first_seen: Date | number;
  last_seen: Date | number;
  claims_hash: string | null;
  pending_claims: string | null;
}

/**
 * The table of identities, in the auth plugin's database.
 *
 * The table's primary key and unique constraint guarantee one entity per account and one account per entity, so backends
 * that share the database need no locks. A failed query logs the cause and throws a `DatabaseUnreachableError`.
 */
export class IdentityDatabase {
  #client?: Promise<Knex>;

  constructor(
    private readonly database: DatabaseService,
    private readonly logger: LoggerService,
  ) {}

  /** Connects, and creates or updates the table. */
  async getClient(): Promise<Knex> {
    this.#client ??= this.#connect();
    try {
      return await this.#client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }

  async #connect(): Promise<Knex> {
    const client = await this.database.getClient();
    if (!this.database.migrations?.skip) {
      await client.migrate.latest({
        directory: MIGRATIONS,
        // The auth plugin keeps its own migrations in the default table of the same database.
        tableName: 'oauth2proxy__migrations',
      });
    }
    return client;
  }

  async findByAccount({ issuer, subject }: Account) {
    return this.#find({ issuer, subject });
  }

  async findByEntityRef(entityRef: string) {
    return this.#find({ entity_ref: entityRef });
  }

  async #find(where: Partial<Row>): Promise<Identity | undefined> {
    const row = await this.#query(table => table.where(where).first());
    return row && toIdentity(row);
  }

  /** Adds an identity, unless the account or the entity already has one. Returns whether it did. */
  async add(
    account: Account,
    entityRef: string,
    session?: string,
  ): Promise<boolean> {
    const now = new Date();
    const added: unknown[] = await this.#query(table =>
      table
        .insert({
          issuer: account.issuer,
          subject: account.subject,
          entity_ref: entityRef,
          session: session ?? null,
          first_seen: now,
          last_seen: now,
        })
        .onConflict()
        .ignore()
        .returning('subject'),
    );
    return added.length > 0;
  }

  /** Moves an entity from one account to another. Returns whether `from` still had it. */
  async transfer(
    entityRef: string,
    from: Account,
    to: Account,
  ): Promise<boolean> {
    const moved = await this.#query(table =>
      table
        .where({
          issuer: from.issuer,
          subject: from.subject,
          entity_ref: entityRef,
        })
        .update({
          issuer: to.issuer,
          subject: to.subject,
          session: null,
          claims_hash: null,
          pending_claims: null,
        }),
    );
    return moved > 0;
  }

  /**
   * Records the use of an identity, and what to publish about the user, if anything. Returns false if another backend has
   * just done so.
   */
  async touch(
    { issuer, subject, lastSeen }: Identity,
    session: string | undefined,
    pending?: Pick<PendingPerson, 'person' | 'claimsHash'>,
  ): Promise<boolean> {
    const touched = await this.#query(table =>
      table
        .where({ issuer, subject })
        // The database's times may be more precise than JavaScript's.
        .where('last_seen', '<', new Date(lastSeen.getTime() + 1))
        .update({
          session: session ?? null,
          last_seen: new Date(),
          ...(pending && {
            claims_hash: pending.claimsHash,
            pending_claims: JSON.stringify(pending.person),
          }),
        }),
    );
    return touched > 0;
  }

  /** Records what was published, and deletes the claims. Does nothing if there are newer claims. */
  async markPublished({ issuer, subject }: Account, claimsHash: string) {
    await this.#query(table =>
      table
        .where({ issuer, subject, claims_hash: claimsHash })
        .update({ pending_claims: null }),
    );
  }

  /** Returns what should have been published before this time. */
  async findPending(before: Date, limit: number): Promise<PendingPerson[]> {
    const rows: Row[] = await this.#query(table =>
      table
        .whereNotNull('pending_claims')
        .where('last_seen', '<', before)
        .orderBy('last_seen')
        .limit(limit)
        .select(),
    );
    return rows.map(row => ({
      issuer: row.issuer,
      subject: row.subject,
      entityRef: row.entity_ref,
      person: JSON.parse(row.pending_claims!),
      claimsHash: row.claims_hash!,
    }));
  }

  /** Makes the next sign-in or refresh publish the users again. */
  async markUnpublished(entityRefs: string[]) {
    await this.#query(table =>
      table
        .whereIn('entity_ref', entityRefs)
        .update({ claims_hash: null, pending_claims: null }),
    );
  }

  /** Returns the published entities whose accounts have not been used since this time. */
  async findUnused(since: Date, limit: number): Promise<string[]> {
    const rows: Pick<Row, 'entity_ref'>[] = await this.#query(table =>
      table
        .where('last_seen', '<', since)
        .whereNotNull('claims_hash')
        .orderBy('last_seen')
        .limit(limit)
        .select('entity_ref'),
    );
    return rows.map(row => row.entity_ref);
  }

  async count(): Promise<number> {
    const [{ count }] = await this.#query(table => table.count({ count: '*' }));
    return Number(count);
  }

  async remove(entityRef: string) {
    await this.#query(table => table.where({ entity_ref: entityRef }).delete());
  }

  async #query<T>(
    query: (table: Knex.QueryBuilder<Row>) => PromiseLike<T>,
  ): Promise<T> {
    try {
      const client = await this.getClient();
      return await query(client(TABLE));
    } catch (error) {
      this.logger.error('Identities are unavailable', toError(error));
      throw new DatabaseUnreachableError();
    }
  }
}

function toIdentity(row: Row): Identity {
  return {
    issuer: row.issuer,
    subject: row.subject,
    entityRef: row.entity_ref,
    session: row.session ?? undefined,
    firstSeen: new Date(row.first_seen),
    lastSeen: new Date(row.last_seen),
    claimsHash: row.claims_hash ?? undefined,
  };
}
