import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import {
  coreServices,
  createServiceFactory,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  TestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  DefaultEventsService,
  EventParams,
  EventsService,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { Knex } from 'knex';
import request from 'supertest';
import { registerBackendHooks, REFRESH } from './__testUtils__/backend';

const TABLE = 'oauth2proxy__identities';
const HOUR_MS = 60 * 60 * 1000;

const schedulerFactory = (scheduler: SchedulerService) =>
  createServiceFactory({
    service: coreServices.scheduler,
    deps: {},
    factory: () => scheduler,
  });

describe('events', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const { start, bearer } = registerBackendHooks();
  let scheduler: SchedulerService;
  let knex: Knex;
  let backends: TestBackend[];
  let events: EventParams[];
  let publish: EventsService['publish'];
  const auditor = mockServices.auditor.mock();

  beforeEach(async () => {
    knex = await databases.init('SQLITE_3');
    scheduler = mockServices.scheduler();
    backends = [];
    events = [];
    auditor.createEvent.mockReset();
    publish = async event => {
      events.push(event);
    };
  });

  afterEach(async () => {
    await Promise.all(backends.map(backend => backend.stop()));
  });

  const startWith = async (keys: object = {}) => {
    const backend = await start({
      block: { groupsClaim: 'groups', ...keys },
      features: [
        mockServices.database.factory({ knex }),
        schedulerFactory(scheduler),
        actionsRegistryServiceFactory,
        auditor.factory,
        mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: (): EventsService => ({
            publish: event => publish(event),
            subscribe: async () => {},
          }),
        }),
      ],
    });
    backends.push(backend);
    return backend;
  };

  const settled = async () => {
    for (let i = 0; i < 100; i++) {
      const publishing = await knex(TABLE).whereNotNull('pending_claims');
      if (publishing.length === 0) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };

  /** Signs in, and waits until the database says that nothing is being published. */
  const refresh = async (backend: TestBackend, claims = {}) => {
    const { status } = await request(backend.server)
      .get(REFRESH)
      .set(await bearer({ sub: '1', name: 'Ada', sid: 'a', ...claims }));
    expect(status).toBe(200);
    await settled();
  };

  describe('for sign-ins', () => {
    it('contain the bound user, the profile from the claims, and the groups', async () => {
      const backend = await startWith();
      await refresh(backend, {
        email: 'ada@example.com',
        email_verified: true,
        picture: 'https://example.com/ada.png',
        groups: ['platform'],
      });
      expect(events).toEqual([
        {
          topic: 'oauth2proxy.user-signed-in',
          eventPayload: expect.objectContaining({
            userEntityRef: 'user:default/ada',
            profile: {
              displayName: 'Ada',
              email: 'ada@example.com',
              picture: 'https://example.com/ada.png',
            },
            groups: [{ entityRef: 'group:default/platform', create: false }],
          }),
        },
      ]);
    });

    it('contain no unverified email address', async () => {
      const backend = await startWith();
      await refresh(backend, { email: 'eve@x', email_verified: false });
      expect(events[0].eventPayload).toMatchObject({
        profile: { email: undefined },
      });
    });

    it('contain no groups if the token lacks the claim', async () => {
      const backend = await startWith();
      await refresh(backend, { groups: undefined });
      expect(events[0].eventPayload).toHaveProperty('groups', undefined);
    });

    it.each([
      ['session', { sid: 'b' }],
      ['session of a provider without sid', { sid: undefined, auth_time: 7 }],
      ['name', { name: 'Ada Lovelace' }],
      ['group', { groups: ['platform', 'admins'] }],
      ['loss of a group', { groups: [] }],
    ])('are published once for a new %s', async (_, claims) => {
      const backend = await startWith();
      const before = { groups: ['platform'] };
      await refresh(backend, before);
      await refresh(backend, before);
      expect(events).toHaveLength(1);
      await refresh(backend, { ...before, ...claims });
      await refresh(backend, { ...before, ...claims });
      expect(events).toHaveLength(2);
    });

    it('contain the same entity if the user name changes', async () => {
      const backend = await startWith();
      await refresh(backend);
      await refresh(backend, { preferred_username: 'lovelace', name: 'L' });
      expect(events[1].eventPayload).toMatchObject({
        userEntityRef: 'user:default/ada',
        profile: { displayName: 'L' },
      });
    });

    it('are published by only one of two backends', async () => {
      const [one, two] = [await startWith(), await startWith()];
      await refresh(one);
      await Promise.all(
        [one, two, one, two].map(backend => refresh(backend, { sid: 'b' })),
      );
      expect(events).toHaveLength(2);
    });

    it('do not delay the response', async () => {
      let finish = () => {};
      publish = event =>
        new Promise(resolve => {
          events.push(event);
          finish = resolve;
        });
      const backend = await startWith();
      const { status } = await request(backend.server)
        .get(REFRESH)
        .set(await bearer());
      expect(status).toBe(200);
      finish();
      await settled();
    });

    it('are published by a scheduled task if no backend has published them within a minute', async () => {
      const publishUsers = () =>
        scheduler.triggerTask('oauth2proxy-publish-users');
      publish = async () => {
        throw new Error('down');
      };
      await refresh(await startWith(), { groups: ['platform'] });
      publish = async event => {
        events.push(event);
      };
      await publishUsers();
      expect(events).toEqual([]);
      await knex(TABLE).update({ last_seen: Date.now() - 61_000 });
      await publishUsers();
      await publishUsers();
      expect(events).toEqual([
        {
          topic: 'oauth2proxy.user-signed-in',
          eventPayload: expect.objectContaining({
            userEntityRef: 'user:default/ada',
            profile: { displayName: 'Ada', email: 'ada@example.com' },
            groups: [{ entityRef: 'group:default/platform', create: false }],
          }),
        },
      ]);
    });

    it('leave no claims in the database', async () => {
      await refresh(await startWith(), { groups: ['platform'] });
      const [row] = await knex(TABLE);
      expect(JSON.stringify(row)).not.toMatch(/Ada|example.com|platform/);
    });

    it("appear without claims in the events service's debug log", async () => {
      const logger = mockServices.logger.mock() as jest.Mocked<LoggerService>;
      const service = DefaultEventsService.create({ logger });
      const received: EventParams[] = [];
      await service.subscribe({
        id: 'test',
        topics: ['oauth2proxy.user-signed-in'],
        onEvent: async event => {
          received.push(event);
        },
      });
      publish = event => service.publish(event);
      await refresh(await startWith(), { groups: ['secret-team'] });
      expect(received[0].eventPayload).toMatchObject({
        profile: { displayName: 'Ada' },
      });
      const log = JSON.stringify(logger.debug.mock.calls);
      expect(log).toContain('user:default/ada');
      expect(log).not.toMatch(/Ada|example.com|secret-team/);
    });

    it('are complete in requests to the event bus', async () => {
      await refresh(await startWith(), { groups: ['platform'] });
      const { eventPayload: payload } = events[0];
      const body = JSON.stringify({ event: { payload } });
      expect(JSON.parse(body).event.payload).toEqual({
        userEntityRef: 'user:default/ada',
        profile: { displayName: 'Ada', email: 'ada@example.com' },
        groups: [{ entityRef: 'group:default/platform', create: false }],
      });
    });
  });

  describe('for removals', () => {
    const expire = () => scheduler.triggerTask('oauth2proxy-expire-users');
    const removed = () =>
      events
        .filter(({ topic }) => topic === 'oauth2proxy.users-removed')
        .map(({ eventPayload }) => eventPayload);
    const age = (hours: number) =>
      knex(TABLE).update({ last_seen: Date.now() - hours * HOUR_MS });

    it('list users who have not signed in for longer than expireAfter, once', async () => {
      const backend = await startWith({ expireAfter: 'PT3H' });
      await refresh(backend);
      await age(4);
      await refresh(backend, { sub: '2', preferred_username: 'grace' });
      await expire();
      await expire();
      expect(removed()).toEqual([{ userEntityRefs: ['user:default/ada'] }]);
      expect(auditor.createEvent).toHaveBeenCalledWith({
        eventId: 'user-expire',
        severityLevel: 'medium',
        meta: { entityRef: 'user:default/ada' },
      });
    });

    it('list nobody who has signed in since', async () => {
      const backend = await startWith({ expireAfter: 'PT3H' });
      await refresh(backend);
      await age(2);
      await expire();
      expect(removed()).toEqual([]);
    });

    it('are followed by a sign-in when the user returns in the same session', async () => {
      const backend = await startWith({ expireAfter: 'PT3H' });
      await refresh(backend);
      await age(4);
      await expire();
      await refresh(backend);
      expect(events).toHaveLength(3);
      expect(await knex(TABLE)).toHaveLength(1);
    });

    it('list many users in batches', async () => {
      await startWith({ expireAfter: 'PT3H' });
      await knex.batchInsert(
        TABLE,
        Array.from({ length: 250 }, (_, i) => ({
          issuer: 'https://idp.example.com',
          subject: String(i),
          entity_ref: `user:default/u${i}`,
          first_seen: 0,
          last_seen: 0,
          claims_hash: 'x',
        })),
        50,
      );
      await expire();
      expect(removed()).toHaveLength(3);
    });

    it('are not scheduled without expireAfter', async () => {
      await startWith();
      await expect(expire()).rejects.toThrow('not found');
    });

    it.each([
      [true, [{ userEntityRefs: ['user:default/ada'] }]],
      [false, []],
    ])('follow a release with erase: %p', async (erase, expected) => {
      const backend = await startWith();
      await refresh(backend);
      const { status } = await request(backend.server)
        .post(
          '/api/auth/.backstage/actions/v1/actions/auth:release-user-name/invoke',
        )
        .set('Authorization', mockCredentials.user.header())
        .send({ userEntityRef: 'user:default/ada', erase });
      expect(status).toBe(200);
      expect(removed()).toEqual(expected);
      expect(await knex(TABLE)).toEqual([]);
    });
  });
});
