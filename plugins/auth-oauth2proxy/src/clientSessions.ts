import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import {
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { hash } from 'crypto';
import type { Knex } from 'knex';

/** Backstage's table of refresh tokens. A row's `id` is the first half of a token, and is enough to revoke it. */
const TABLE = 'offline_sessions';

/** Backstage's table of clients' requests. One with a user is approved, and has a code until the client exchanges it. */
const REQUESTS = 'oauth_authorization_sessions';

/** A client, such as the command line, that stays signed in as a user with a refresh token. */
export interface ClientSession {
  /** Derived from the table's id, which must not leave the backend. */
  id: string;
  clientId: string;
  createdAt: Date;
  lastUsedAt: Date;
}

interface Row {
  id: string;
  user_entity_ref: string;
  oidc_client_id: string | null;
  created_at: Date | string;
  last_used_at: Date | string;
}

/** Lists and ends client sessions. */
export class ClientSessions {
  constructor(
    private readonly database: DatabaseService,
    private readonly logger: LoggerService,
  ) {}

  /** Lists a user's sessions, the most recently used one first. */
  async list(userEntityRef: string): Promise<ClientSession[]> {
    return (await this.#find(userEntityRef)).map(toClientSession);
  }

  /**
   * Ends a session of a user.
   *
   * @throws NotFoundError if the user has no such session
   */
  async revoke(userEntityRef: string, id: string): Promise<ClientSession> {
    const rows = await this.#find(userEntityRef);
    const row = rows.find(candidate => toPublicId(candidate.id) === id);
    if (!row) {
      throw new NotFoundError(`${userEntityRef} has no such client session.`);
    }
    await this.#query(table => table.where({ id: row.id }).delete());
    return toClientSession(row);
  }

  /** Ends all of a user's sessions, and revokes the codes that clients could still exchange for one. */
  async revokeAll(userEntityRef: string): Promise<void> {
    // Requests come first, because their codes can become sessions.
    for (const name of [REQUESTS, TABLE]) {
      await this.#query(
        table => table.where({ user_entity_ref: userEntityRef }).delete(),
        name,
      );
    }
  }

  async #find(userEntityRef: string): Promise<Row[]> {
    return this.#query(table =>
      table
        .where({ user_entity_ref: userEntityRef })
        .orderBy('last_used_at', 'desc')
        .orderBy('id')
        .select('id', 'oidc_client_id', 'created_at', 'last_used_at'),
    );
  }

  async #query<T>(
    query: (table: Knex.QueryBuilder<Row>) => PromiseLike<T>,
    name = TABLE,
  ): Promise<T> {
    try {
      const client = await this.database.getClient();
      return await query(client<Row>(name));
    } catch (error) {
      this.logger.error('Client sessions are unavailable', toError(error));
      throw new ServiceUnavailableError(
        "Client sessions are unavailable. The cause is in the backend's log.",
      );
    }
  }
}

function toClientSession(row: Row): ClientSession {
  return {
    id: toPublicId(row.id),
    clientId: row.oidc_client_id ?? '',
    createdAt: toDate(row.created_at),
    lastUsedAt: toDate(row.last_used_at),
  };
}

function toPublicId(id: string): string {
  return hash('sha256', id).slice(0, 32);
}

/** SQLite returns times as text, in UTC. */
function toDate(time: Date | string): Date {
  return typeof time === 'string'
    ? new Date(`${time.replace(' ', 'T')}Z`)
    : new Date(time);
}
