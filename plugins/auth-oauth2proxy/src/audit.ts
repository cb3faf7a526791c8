import {
  AuditorService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Request } from 'express';
import type { Account } from './identityDatabase';
import type { SignInReason } from './types';

/** The interval in which the same refusal is recorded only once. */
const REFUSAL_INTERVAL_MS = 60 * 1000;

/** How many refusals are recorded in that interval. */
const MAX_REFUSALS = 100;

/** The fields of an audit event. They contain no token, and no claims except the account and the entity. */
interface AuditMeta {
  entityRef?: string;
  issuer?: string;
  subject?: string;
  /** The account that loses a user name, and the account that gets it. */
  from?: Account;
  to?: Account;
  reason?: SignInReason;
  /** How many refusals were not recorded since the last recorded one. */
  omitted?: number;
  /** The browser's address. */
  address?: string;
  clientId?: string;
  /** Who did it: a user entity, or a service. */
  by?: string;
}

type AuditEventId =
  | 'user-sign-in'
  | 'user-name-bind'
  | 'user-name-transfer'
  | 'user-name-release'
  | 'user-expire'
  | 'client-session-revoke';

/** Records sign-ins and refusals. If the auditor fails, the error is only logged. */
export class AuditLog {
  readonly #accounts = new WeakMap<Request, Account>();
  readonly #refused = new Set<string>();
  #omitted = 0;
  #intervalEnd = 0;

  constructor(
    private readonly logger: LoggerService,
    private readonly auditor?: AuditorService,
  ) {}

  async record(eventId: AuditEventId, meta: AuditMeta): Promise<void> {
    await this.#write(eventId, meta);
  }

  /** Runs an administrator's action, and records whether it succeeded. */
  async recordAction<T>(
    eventId: AuditEventId,
    meta: AuditMeta,
    action: () => Promise<T>,
    metaOf: (result: T) => AuditMeta = () => ({}),
  ): Promise<T> {
    try {
      const result = await action();
      await this.#write(eventId, { ...meta, ...metaOf(result) });
      return result;
    } catch (error) {
      await this.#write(eventId, meta, toError(error));
      throw error;
    }
  }

  /** Remembers the account of a request's verified token, in case the request is refused. */
  identify(req: Request, account: Account) {
    this.#accounts.set(req, account);
  }

  /** Records a refused sign-in, at most once a minute for the same account and reason. */
  async recordRefusal(req: Request, reason: SignInReason): Promise<void> {
    const { issuer, subject } = this.#accounts.get(req) ?? {};
    const address = req.ip;
    if (this.#isRepeated([reason, issuer, subject ?? address])) {
      this.#omitted++;
      return;
    }
    const omitted = this.#omitted;
    this.#omitted = 0;
    await this.#write(
      'user-sign-in',
      { reason, issuer, subject, address, omitted },
      new Error(reason),
    );
  }

  #isRepeated(refusal: unknown[]): boolean {
    const now = Date.now();
    if (now >= this.#intervalEnd) {
      this.#intervalEnd = now + REFUSAL_INTERVAL_MS;
      this.#refused.clear();
    }
    const key = JSON.stringify(refusal);
    if (this.#refused.has(key) || this.#refused.size >= MAX_REFUSALS) {
      return true;
    }
    this.#refused.add(key);
    return false;
  }

  async #write(eventId: AuditEventId, meta: AuditMeta, error?: Error) {
    try {
      const event = await this.auditor?.createEvent({
        eventId,
        severityLevel: 'medium',
        meta: toJson(meta),
      });
      await (error ? event?.fail({ error }) : event?.success());
    } catch (failure) {
      this.logger.error(`Cannot record ${eventId}`, toError(failure));
    }
  }
}

/** The entity of a user, or the name of a service. */
export function describeCaller({ principal }: BackstageCredentials): string {
  const { userEntityRef, subject } = principal as {
    userEntityRef?: string;
    subject?: string;
  };
  return userEntityRef ?? subject ?? 'unknown';
}

/** Drops any other fields. */
export function toAccount({ issuer, subject }: Account): Account {
  return { issuer, subject };
}

/** Omits unknown fields. */
function toJson(meta: AuditMeta) {
  return JSON.parse(JSON.stringify(meta));
}
