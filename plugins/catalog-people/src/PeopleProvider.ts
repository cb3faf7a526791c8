import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventParams, EventsService } from '@backstage/plugin-events-node';
import { isOurs, toEntities } from './entities';
import {
  REMOVED,
  removalSchema,
  SIGNED_IN,
  SignIn,
  signInSchema,
} from './events';

/** The most sign-ins that are sent to the catalog together. */
const BATCH_SIZE = 100;

/**
 * Provides the users who sign in, and their groups.
 *
 * The entities have no location key, so every other catalog source can take them over. Entities of other sources are not
 * provided, because the catalog would refuse them with a warning.
 */
export class PeopleProvider implements EntityProvider {
  /** The fields that the provider needs. A group's relations are omitted, because it may have thousands of members. */
  static readonly FIELDS = [
    'kind',
    'metadata.name',
    'metadata.namespace',
    'metadata.annotations',
    'spec.memberOf',
  ];

  /** The last sign-in of each user that the catalog does not have yet. */
  readonly #waiting = new Map<string, SignIn>();
  #lastTask: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: {
      events: EventsService;
      logger: LoggerService;
      /** Returns those of the given entities that exist. */
      findEntities: (
        entityRefs: string[],
      ) => Promise<Array<Entity | undefined>>;
      revokeSessions: (userEntityRef: string) => Promise<void>;
    },
  ) {}

  /** If the name changes, the catalog removes all entities of the old one. */
  getProviderName(): string {
    return 'people';
  }

  async connect(connection: EntityProviderConnection) {
    await this.deps.events.subscribe({
      id: 'people',
      topics: [SIGNED_IN, REMOVED],
      onEvent: event => this.#handle(event, connection),
    });
  }

  async #handle(
    { topic, eventPayload }: EventParams,
    connection: EntityProviderConnection,
  ): Promise<void> {
    if (topic === REMOVED) {
      return this.#enqueue(() => this.#remove(eventPayload, connection));
    }
    const signIn = signInSchema.parse(eventPayload);
    if (!isUser(signIn.userEntityRef)) {
      this.deps.logger.warn(
        `Not added to the catalog, because it is not a user: ${signIn.userEntityRef}`,
      );
      return undefined;
    }
    this.#waiting.set(signIn.userEntityRef, signIn);
    return this.#enqueue(() => this.#addWaiting(connection));
  }

  /** Runs one task after another, so that a user's latest sign-in wins. */
  #enqueue(task: () => Promise<void>): Promise<void> {
    const result = this.#lastTask.then(task);
    this.#lastTask = result.catch(() => {});
    return result;
  }

  /** Adds the waiting users. A previous task may already have done so. */
  async #addWaiting(connection: EntityProviderConnection) {
    const signIns = [...this.#waiting.values()].slice(0, BATCH_SIZE);
    signIns.forEach(signIn => this.#waiting.delete(signIn.userEntityRef));
    if (signIns.length === 0) {
      return;
    }
    const existing = await this.#find(signIns.flatMap(refsOf));
    const entities = new Map(
      signIns
        .flatMap(signIn => toEntities(signIn, existing))
        .map(entity => [stringifyEntityRef(entity), entity]),
    );
    await connection.applyMutation({
      type: 'delta',
      added: [...entities.values()].map(entity => ({ entity })),
      removed: [],
    });
  }

  async #remove(payload: unknown, connection: EntityProviderConnection) {
    const { userEntityRefs } = removalSchema.parse(payload);
    const ours = (await this.#find(userEntityRefs))
      .filter(isOurs)
      .map(stringifyEntityRef);
    await connection.applyMutation({
      type: 'delta',
      added: [],
      removed: ours.map(entityRef => ({ entityRef })),
    });
    for (const userEntityRef of ours) {
      await this.deps.revokeSessions(userEntityRef);
    }
    this.deps.logger.info(`Removed users (${ours.length}): ${ours.join(', ')}`);
  }

  async #find(entityRefs: string[]): Promise<Entity[]> {
    const entities = await this.deps.findEntities([...new Set(entityRefs)]);
    return entities.filter(entity => entity !== undefined);
  }
}

/** A sign-in resolver may return a reference of any kind. */
function isUser(entityRef: string): boolean {
  return parseEntityRef(entityRef).kind.toLocaleLowerCase('en-US') === 'user';
}

function refsOf({ userEntityRef, groups = [] }: SignIn): string[] {
  return [userEntityRef, ...groups.map(group => group.entityRef)];
}
