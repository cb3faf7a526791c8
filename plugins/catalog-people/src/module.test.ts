import {
  coreServices,
  BackendFeature,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  CatalogService,
  catalogServiceRef,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  EventsService,
  eventsServiceFactory,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { json, Router } from 'express';
import catalogModulePeople from './index';

const LOCATION = 'backstage.io/managed-by-location';
const ADA = 'user:default/ada';

/** Another catalog source, such as an importer for the organization's directory. */
class OtherSource implements EntityProvider {
  connection?: EntityProviderConnection;
  getProviderName = () => 'other';

  async connect(connection: EntityProviderConnection) {
    this.connection = connection;
  }

  async provide(...entities: Entity[]) {
    await this.connection?.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({ entity, locationKey: 'other' })),
    });
  }
}

const theirs = (kind: string, name: string, spec: object): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: {
    name,
    annotations: {
      [LOCATION]: 'other:source',
      'backstage.io/managed-by-origin-location': 'other:source',
    },
  },
  spec: spec as Entity['spec'],
});

const theirGroup = (name: string, spec = {}) =>
  theirs('Group', name, { type: 'team', children: [], ...spec });

const theirUser = (name: string) =>
  theirs('User', name, { profile: { displayName: 'Theirs' }, memberOf: [] });

// Once a second, the catalog polls for entities to process.
jest.setTimeout(60_000);

describe('the module', () => {
  let backend: TestBackend;
  let catalog: CatalogService;
  let events: EventsService;
  let other: OtherSource;
  let logger: ReturnType<typeof mockServices.rootLogger.mock>;

  const start = async (data: object = {}, features: BackendFeature[] = []) => {
    other = new OtherSource();
    logger = mockServices.rootLogger.mock();
    logger.child.mockImplementation(() => logger);
    backend = await startTestBackend({
      features: [
        ...features,
        catalogPlugin,
        catalogModulePeople,
        eventsServiceFactory,
        logger.factory,
        mockServices.rootConfig.factory({
          data: {
            ...data,
            events: { useEventBus: 'never' },
            catalog: {
              stitchingStrategy: { pollingInterval: { milliseconds: 100 } },
            },
          },
        }),
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'test',
          register: env =>
            env.registerInit({
              deps: {
                catalog: catalogServiceRef,
                events: eventsServiceRef,
                processing: catalogProcessingExtensionPoint,
                lifecycle: coreServices.lifecycle,
              },
              init: async deps => {
                catalog = deps.catalog;
                events = deps.events;
                deps.processing.addEntityProvider(other);
              },
            }),
        }),
      ],
    });
  };

  afterEach(() => backend.stop());

  const signIn = (
    userEntityRef: string,
    groups?: { entityRef: string; create: boolean }[],
    profile: object = { displayName: 'Ours' },
  ) =>
    events.publish({
      topic: 'oauth2proxy.user-signed-in',
      eventPayload: { userEntityRef, profile, groups },
    });

  const remove = (...userEntityRefs: string[]) =>
    events.publish({
      topic: 'oauth2proxy.users-removed',
      eventPayload: { userEntityRefs },
    });

  const find = async (entityRef: string) =>
    catalog.getEntityByRef(entityRef, {
      credentials: mockCredentials.service(),
    });

  /** Waits until an entity passes a check. */
  const expectEventually = async (
    entityRef: string,
    check: (entity: Entity | undefined) => void,
  ) => {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const entity = await find(entityRef);
      try {
        check(entity);
        return;
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };

  const exists = (entity?: Entity) => expect(entity).toBeDefined();
  const isMissing = (entity?: Entity) => expect(entity).toBeUndefined();
  const hasDisplayName = (displayName: string) => (entity?: Entity) =>
    expect(entity?.spec?.profile).toMatchObject({ displayName });
  const isMemberOf = (refs: string[]) => (entity?: Entity) =>
    expect(
      entity?.relations?.map(relation => relation.targetRef) ?? [],
    ).toEqual(refs);
  const hasMembers = (refs: string[]) => (entity?: Entity) =>
    expect(
      entity?.relations
        ?.filter(relation => relation.type === 'hasMember')
        .map(relation => relation.targetRef) ?? [],
    ).toEqual(refs);

  it('adds users and the groups that it may create', async () => {
    await start();
    await signIn(ADA, [
      { entityRef: 'group:default/platform', create: true },
      { entityRef: 'group:default/unknown', create: false },
    ]);
    await expectEventually(ADA, isMemberOf(['group:default/platform']));
    await expectEventually('group:default/platform', hasMembers([ADA]));
    isMissing(await find('group:default/unknown'));
  });

  it('applies changes to groups and names', async () => {
    await start();
    const group = { entityRef: 'group:default/platform', create: true };
    await signIn(ADA, [group]);
    await expectEventually(ADA, isMemberOf([group.entityRef]));
    await signIn(ADA, [], { displayName: 'Ada Lovelace' });
    await expectEventually(ADA, isMemberOf([]));
    await expectEventually(ADA, hasDisplayName('Ada Lovelace'));
    await expectEventually(group.entityRef, hasMembers([]));
  });

  it('adds users to groups of other sources without changing these groups', async () => {
    await start();
    await other.provide(
      theirGroup('acme', { children: ['platform'] }),
      theirGroup('platform', { profile: { displayName: 'The platform' } }),
    );
    await expectEventually('group:default/platform', exists);
    await signIn(ADA, [{ entityRef: 'group:default/platform', create: true }]);
    await expectEventually('group:default/platform', hasMembers([ADA]));
    const platform = await find('group:default/platform');
    expect(platform?.metadata.annotations?.[LOCATION]).toBe('other:source');
    expect(platform?.spec?.profile).toEqual({ displayName: 'The platform' });
    expect(platform?.relations).toContainEqual({
      type: 'childOf',
      targetRef: 'group:default/acme',
    });
  });

  it('never overwrites a user of another source, and adds the user once that source no longer does', async () => {
    await start();
    await other.provide(theirUser('ada'));
    await expectEventually(ADA, hasDisplayName('Theirs'));
    await signIn(ADA);
    await new Promise(resolve => setTimeout(resolve, 2_000));
    hasDisplayName('Theirs')(await find(ADA));
    expect(JSON.stringify(logger.warn.mock.calls)).not.toContain('conflicting');

    await other.provide();
    await expectEventually(ADA, isMissing);
    await signIn(ADA);
    await expectEventually(ADA, hasDisplayName('Ours'));
  });

  it('lets another source that adds a user later take the user over', async () => {
    await start();
    await signIn(ADA);
    await expectEventually(ADA, hasDisplayName('Ours'));
    await other.provide(theirUser('ada'));
    await expectEventually(ADA, hasDisplayName('Theirs'));
  });

  it('removes only its own users', async () => {
    await start();
    await other.provide(theirUser('grace'));
    await signIn(ADA);
    await expectEventually('user:default/grace', exists);
    await expectEventually(ADA, exists);
    await remove(ADA, 'user:default/grace', 'user:default/nobody');
    await expectEventually(ADA, isMissing);
    exists(await find('user:default/grace'));
    await signIn(ADA);
    await expectEventually(ADA, exists);
  });

  it('applies the last of several sign-ins', async () => {
    await start();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        signIn(ADA, [], { displayName: `Ada ${i}` }),
      ),
    );
    await expectEventually(ADA, hasDisplayName('Ada 19'));
  });

  it('adds many users at once', async () => {
    await start();
    const group = { entityRef: 'group:default/everyone', create: true };
    const users = Array.from({ length: 250 }, (_, i) => `user:default/u${i}`);
    await Promise.all(users.map(user => signIn(user, [group])));
    await expectEventually(group.entityRef, entity =>
      expect(entity?.relations).toHaveLength(users.length),
    );
  });

  it('ignores empty strings, which the catalog refuses', async () => {
    await start();
    await signIn(ADA, [], { displayName: '', email: '', picture: '' });
    await expectEventually(ADA, entity =>
      expect(entity?.spec?.profile).toEqual({}),
    );
  });

  it('adds nothing for a sign-in as an entity that is not a user', async () => {
    await start();
    const group = { entityRef: 'group:default/robots', create: true };
    await signIn('component:default/robot', [group]);
    await signIn(ADA);
    await expectEventually(ADA, exists);
    isMissing(await find('user:default/robot'));
    isMissing(await find(group.entityRef));
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('component:default/robot'),
    );
  });

  describe('with refresh tokens', () => {
    let revoked: unknown[];

    /** An auth plugin with the route that revokes refresh tokens. */
    const authPlugin = createBackendPlugin({
      pluginId: 'auth',
      register: env =>
        env.registerInit({
          deps: {
            httpAuth: coreServices.httpAuth,
            httpRouter: coreServices.httpRouter,
          },
          init: async ({ httpAuth, httpRouter }) =>
            httpRouter.use(
              Router()
                .use(json())
                .post('/v1/offline-sessions/revoke', async (req, res) => {
                  await httpAuth.credentials(req, { allow: ['service'] });
                  revoked.push(req.body);
                  res.json({ revokedCount: 1 });
                }),
            ),
        }),
    });

    const removeWith = async (enabled: boolean) => {
      revoked = [];
      await start({ auth: { experimentalRefreshToken: { enabled } } }, [
        authPlugin,
      ]);
      await other.provide(theirUser('grace'));
      await signIn(ADA);
      await expectEventually(ADA, exists);
      await expectEventually('user:default/grace', exists);
      await remove(ADA, 'user:default/grace');
    };

    it('revokes the tokens of removed users', async () => {
      await removeWith(true);
      expect(revoked).toEqual([{ userEntityRef: ADA }]);
    });

    it('revokes none if the auth plugin does not support them', async () => {
      await removeWith(false);
      expect(revoked).toEqual([]);
    });
  });
});
