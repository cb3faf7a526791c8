import { BackendFeature } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import {
  mockCredentials,
  mockServices,
  TestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Knex } from 'knex';
import request from 'supertest';
import {
  createModule,
  registerBackendHooks,
  REFRESH,
  userEntity,
} from './__testUtils__/backend';
import { freezeClock, passTime } from './__testUtils__/clock';
import { createOauth2ProxyAuthModule } from './index';

const ANNOTATION = 'keycloak.org/id';
const TABLE = 'oauth2proxy__identities';

describe('an identity provider account', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const { getProvider, start, bearer } = registerBackendHooks();
  let knex: Knex;
  let backend: TestBackend;

  beforeEach(async () => {
    knex = await databases.init('SQLITE_3');
  });

  afterEach(() => backend.stop());

  interface Setup {
    module?: BackendFeature;
    keys?: object;
    entities?: object[];
    features?: BackendFeature[];
  }

  const startWith = async ({
    module = createModule(),
    keys = {},
    entities = [],
    features = [],
  }: Setup = {}) => {
    backend = await start({
      module,
      block: { groupsClaim: 'groups', ...keys },
      features: [
        catalogServiceMock.factory({ entities: entities as any }),
        mockServices.database.factory({ knex }),
        ...features,
      ],
    });
  };

  /** Starts another backend with the same database. */
  const restartWith = async (setup: Setup) => {
    await backend.stop();
    await startWith(setup);
  };

  /** Returns the entity that signs in, or the refusal's code. */
  const signInAs = async (subject: string, name: string, claims = {}) => {
    const { body } = await request(backend.server)
      .get(REFRESH)
      .set(await bearer({ sub: subject, preferred_username: name, ...claims }));
    return body.error?.code ?? body.backstageIdentity.identity.userEntityRef;
  };

  /** Adds a client that is signed in as Ada, and returns a function that tells whether it still is. */
  const signInClient = async () => {
    const clients = () => knex('offline_sessions').select('id');
    await knex('offline_sessions').insert({
      id: '1',
      user_entity_ref: 'user:default/ada',
      token_hash: 'x',
    });
    return async () => (await clients()).length > 0;
  };

  it('keeps its entity', async () => {
    await startWith();
    expect(await signInAs('1', 'ada')).toBe('user:default/ada');
    expect(await signInAs('1', 'ada')).toBe('user:default/ada');
  });

  it("cannot get another account's entity", async () => {
    await startWith();
    await signInAs('1', 'ada');
    expect(await signInAs('2', 'Ada')).toBe('user_name_taken');
    expect(await signInAs('1', 'ada')).toBe('user:default/ada');
  });

  it('shares nothing with the same subject of another issuer', async () => {
    await startWith();
    await signInAs('1', 'ada');
    await knex(TABLE).update({ issuer: 'https://other.example.com' });
    expect(await signInAs('1', 'ada')).toBe('user_name_taken');
  });

  it('is bound once by concurrent sign-ins of two accounts with one user name', async () => {
    await startWith();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => signInAs(String(i % 2), 'grace')),
    );
    const winners = results.filter(result => result !== 'user_name_taken');
    expect(winners).toEqual(Array(10).fill('user:default/grace'));
    expect(await knex(TABLE)).toHaveLength(1);
  });

  it('is bound only by its verified token', async () => {
    await startWith();
    await signInAs('1', 'ada', { aud: 'grafana' });
    expect(await knex(TABLE)).toEqual([]);
  });

  it('is not bound if tokens are not verified', async () => {
    backend = await start({
      auth: { environment: 'development', providers: { oauth2proxy: {} } },
      features: [mockServices.database.factory({ knex })],
    });
    await signInAs('1', 'ada');
    expect(await signInAs('2', 'ada')).toBe('user:default/ada');
    expect(await knex(TABLE)).toEqual([]);
  });

  describe.each([
    [
      'usernameMatchingUserEntityName',
      { resolver: 'usernameMatchingUserEntityName' },
    ],
    [
      'usernameMatchingUserEntityName for users who are not in the catalog',
      {
        resolver: 'usernameMatchingUserEntityName',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      },
    ],
    [
      'emailMatchingUserEntityProfileEmail',
      { resolver: 'emailMatchingUserEntityProfileEmail' },
    ],
    [
      'emailLocalPartMatchingUserEntityName',
      { resolver: 'emailLocalPartMatchingUserEntityName' },
    ],
    [
      'emailLocalPartMatchingUserEntityName for users who are not in the catalog',
      {
        resolver: 'emailLocalPartMatchingUserEntityName',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      },
    ],
  ])('with the resolver %s', (name, resolver) => {
    it("cannot get another account's entity", async () => {
      await startWith({
        module: createOauth2ProxyAuthModule(),
        keys: { signIn: { resolvers: [resolver] } },
        entities: name.includes('not in the catalog')
          ? []
          : [userEntity('ada', 'ada@example.com')],
      });
      expect(await signInAs('1', 'ada')).toBe('user:default/ada');
      expect(await signInAs('2', 'ada')).toBe('user_name_taken');
    });
  });

  it("cannot get another account's entity if a resolver builds a reference to it", async () => {
    await startWith({
      module: createOauth2ProxyAuthModule({
        signIn: {
          resolver: async ({ result }, ctx) =>
            ctx.issueToken({
              claims: {
                sub: `user:default/${result.fullProfile.nickname ?? 'ada'}`,
              },
            }),
        },
      }),
    });
    await signInAs('1', 'ada');
    expect(await signInAs('2', 'linus', { nickname: 'linus' })).toBe(
      'user:default/linus',
    );
    expect(await signInAs('2', 'linus')).toBe('user_name_taken');
  });

  it("cannot get another account's entity if a resolver finds it by annotation", async () => {
    const annotated = {
      ...userEntity('ada', 'ada@example.com'),
      metadata: { name: 'ada', annotations: { 'example.com/mail': 'ada@x' } },
    };
    await startWith({
      entities: [annotated],
      module: createOauth2ProxyAuthModule({
        signIn: {
          resolver: (_, ctx) =>
            ctx.signInWithCatalogUser({
              annotations: { 'example.com/mail': 'ada@x' },
            }),
        },
      }),
    });
    await signInAs('1', 'ada');
    expect(await signInAs('2', 'ada')).toBe('user_name_taken');
  });

  describe('whose user name changes', () => {
    it('keeps its entity and what it owns', async () => {
      await startWith();
      await signInAs('1', 'linus');
      const { body } = await request(backend.server)
        .get(REFRESH)
        .set(
          await bearer({
            sub: '1',
            preferred_username: 'torvalds',
            name: 'Linus Torvalds',
            groups: ['kernel'],
          }),
        );
      expect(body.profile.displayName).toBe('Linus Torvalds');
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: 'user:default/linus',
        ownershipEntityRefs: ['user:default/linus', 'group:default/kernel'],
      });
    });

    it('does not reserve the new name', async () => {
      await startWith();
      await signInAs('1', 'linus');
      await signInAs('1', 'torvalds');
      expect(await signInAs('2', 'torvalds')).toBe('user:default/torvalds');
    });

    it('is refused if onRename is refuse', async () => {
      await startWith({ keys: { onRename: 'refuse' } });
      await signInAs('1', 'linus');
      expect(await signInAs('1', 'torvalds')).toBe('user_name_changed');
      expect(await signInAs('1', 'linus')).toBe('user:default/linus');
    });
  });

  describe('of an issuer that replaced another', () => {
    const OLD = 'https://old.example.com';

    const migrate = async (previousIssuers?: string[]) => {
      await startWith();
      await signInAs('old-1', 'ada');
      await knex(TABLE).update({ issuer: OLD });
      await restartWith({ keys: { previousIssuers } });
    };

    it("takes over its user name's entity once", async () => {
      await migrate([OLD]);
      expect(await signInAs('new-1', 'ada')).toBe('user:default/ada');
      expect(await signInAs('new-2', 'ada')).toBe('user_name_taken');
    });

    it("keeps its user's clients signed in", async () => {
      await migrate([OLD]);
      const isSignedIn = await signInClient();
      expect(await signInAs('new-1', 'ada')).toBe('user:default/ada');
      expect(await isSignedIn()).toBe(true);
    });

    it.each([[undefined], [['https://another.example.com']]])(
      'is refused if previousIssuers is %p',
      async previousIssuers => {
        await migrate(previousIssuers);
        expect(await signInAs('new-1', 'ada')).toBe('user_name_taken');
      },
    );

    it('is recorded with both accounts', async () => {
      await migrate([OLD]);
      const auditor = mockServices.auditor.mock();
      await restartWith({
        keys: { previousIssuers: [OLD] },
        features: [auditor.factory],
      });
      await signInAs('new-1', 'ada');
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({
          eventId: 'user-name-transfer',
          meta: {
            entityRef: 'user:default/ada',
            from: { issuer: OLD, subject: 'old-1' },
            to: { issuer: getProvider().issuer, subject: 'new-1' },
            address: expect.stringContaining('127.0.0.1'),
          },
        }),
      );
    });
  });

  describe('with subjectAnnotation', () => {
    const keys = { subjectAnnotation: ANNOTATION };
    const annotated = (subject: string) => ({
      ...userEntity('ada', 'ada@example.com'),
      metadata: {
        name: 'ada',
        namespace: 'default',
        annotations: { [ANNOTATION]: subject },
      },
    });

    it('gets the entity that the catalog assigns to it', async () => {
      await startWith({ keys, entities: [annotated('2')] });
      expect(await signInAs('1', 'ada')).toBe('user_name_taken');
      expect(await signInAs('2', 'ada')).toBe('user:default/ada');
    });

    it('gets its entity from an account that had it first', async () => {
      await startWith({ keys });
      expect(await signInAs('1', 'ada')).toBe('user:default/ada');
      await restartWith({ keys, entities: [annotated('2')] });
      expect(await signInAs('2', 'ada')).toBe('user:default/ada');
      expect(await signInAs('1', 'ada')).toBe('user_name_taken');
    });

    it("signs out the previous account's clients", async () => {
      await startWith({ keys });
      await signInAs('1', 'ada');
      const isSignedIn = await signInClient();
      await restartWith({ keys, entities: [annotated('2')] });
      expect(await signInAs('1', 'ada')).toBe('user:default/ada');
      expect(await isSignedIn()).toBe(true);
      expect(await signInAs('2', 'ada')).toBe('user:default/ada');
      expect(await isSignedIn()).toBe(false);
    });

    it('loses its entity in its next session if the catalog assigns it to another account', async () => {
      await startWith({ keys });
      await signInAs('1', 'ada', { sid: 'a' });
      await restartWith({ keys, entities: [annotated('2')] });
      expect(await signInAs('1', 'ada', { sid: 'a' })).toBe('user:default/ada');
      expect(await signInAs('1', 'ada', { sid: 'b' })).toBe('user_name_taken');
    });

    it('is bound by its first sign-in if the catalog assigns the entity to no account', async () => {
      await startWith({
        keys,
        entities: [userEntity('ada', 'ada@example.com')],
      });
      expect(await signInAs('1', 'ada')).toBe('user:default/ada');
      expect(await signInAs('2', 'ada')).toBe('user_name_taken');
    });
  });

  it('is refused with 503 while the database fails, and signs in afterwards', async () => {
    await startWith();
    await knex.schema.renameTable(TABLE, 'hidden');
    const { status } = await request(backend.server)
      .get(REFRESH)
      .set(await bearer());
    expect(status).toBe(503);
    expect(await signInAs('1', 'ada')).toBe('database_unreachable');
    await knex.schema.renameTable('hidden', TABLE);
    expect(await signInAs('1', 'ada')).toBe('user:default/ada');
  });

  describe('in the database', () => {
    afterEach(() => {
      jest.useRealTimers();
    });

    const lastSeen = async () =>
      new Date((await knex(TABLE).first()).last_seen).toISOString();

    it('has its use recorded once an hour', async () => {
      freezeClock();
      await startWith();
      await signInAs('1', 'ada');
      passTime(60 * 60);
      await signInAs('1', 'ada');
      expect(await lastSeen()).toBe('2026-03-01T12:00:00.000Z');
      passTime(1);
      await signInAs('1', 'ada');
      expect(await lastSeen()).toBe('2026-03-01T13:00:01.000Z');
    });

    it.each(['sid', 'auth_time'])(
      'has each new session recorded, by %s',
      async claim => {
        freezeClock();
        await startWith();
        await signInAs('1', 'ada', { [claim]: 1 });
        passTime(60);
        await signInAs('1', 'ada', { [claim]: 1 });
        expect(await lastSeen()).toBe('2026-03-01T12:00:00.000Z');
        await signInAs('1', 'ada', { [claim]: 2 });
        expect(await lastSeen()).toBe('2026-03-01T12:01:00.000Z');
      },
    );

    it('has no table if migrations are skipped', async () => {
      backend = await start({
        features: [
          mockServices.database.factory({ knex, migrations: { skip: true } }),
        ],
      });
      expect(await knex.schema.hasTable(TABLE)).toBe(false);
    });
  });

  describe('managed by administrators', () => {
    const act = (action: string, userEntityRef: string) =>
      request(backend.server)
        .post(`/api/auth/.backstage/actions/v1/actions/auth:${action}/invoke`)
        .set('Authorization', mockCredentials.user.header())
        .send({ userEntityRef });

    const startFor = async (
      result: AuthorizeResult.ALLOW | AuthorizeResult.DENY,
    ) => {
      const auditor = mockServices.auditor.mock();
      await startWith({
        features: [
          auditor.factory,
          actionsRegistryServiceFactory,
          mockServices.permissions.factory({ result }),
        ],
      });
      return auditor;
    };

    it('loses its entity when they release it', async () => {
      const auditor = await startFor(AuthorizeResult.ALLOW);
      await signInAs('1', 'ada');
      const { body } = await act('release-user-name', 'User:default/Ada');
      expect(body.output).toEqual({ released: 'user:default/ada' });
      expect(await signInAs('2', 'ada')).toBe('user:default/ada');
      expect(await signInAs('1', 'ada')).toBe('user_name_taken');
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({
          eventId: 'user-name-release',
          meta: {
            entityRef: 'user:default/ada',
            from: { issuer: getProvider().issuer, subject: '1' },
            by: 'user:default/mock',
          },
        }),
      );
    });

    it('can be looked up by them', async () => {
      await startFor(AuthorizeResult.ALLOW);
      await signInAs('1', 'ada');
      const { body } = await act('get-user-account', 'user:default/ada');
      expect(body.output.account).toMatchObject({
        issuer: getProvider().issuer,
        subject: '1',
      });
      const unknown = await act('get-user-account', 'user:default/nobody');
      expect(unknown.body.output).toEqual({});
    });

    it.each(['release-user-name', 'get-user-account'])(
      'cannot be managed by others: %s',
      async action => {
        await startFor(AuthorizeResult.DENY);
        await signInAs('1', 'ada');
        const { status } = await act(action, 'user:default/ada');
        expect(status).toBe(404);
        expect(await signInAs('2', 'ada')).toBe('user_name_taken');
      },
    );

    it('is not found for an unknown or invalid entity', async () => {
      await startFor(AuthorizeResult.ALLOW);
      const unknown = await act('release-user-name', 'user:default/nobody');
      expect(unknown.status).toBe(404);
      expect(unknown.body.error.message).toContain('user:default/nobody');
      const invalid = await act('release-user-name', 'a b');
      expect(invalid.status).toBe(400);
    });
  });
});
