import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import {
  mockCredentials,
  mockServices,
  TestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createHash, randomBytes } from 'crypto';
import { Knex } from 'knex';
import request from 'supertest';
import {
  REFRESH,
  registerBackendHooks,
  userEntity,
} from './__testUtils__/backend';

const TABLE = 'offline_sessions';
const ADA = 'user:default/ada';
const GRACE = 'user:default/grace';
const CALLBACK = 'http://127.0.0.1:8055/callback';

interface ListedSession {
  id: string;
  clientId: string;
  clientName?: string;
  createdAt: string;
  lastUsedAt: string;
}

describe('client sessions', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const { getProvider, start, bearer } = registerBackendHooks();
  const auditor = mockServices.auditor.mock();
  const event = { success: jest.fn(), fail: jest.fn() };
  let knex: Knex;
  let backend: TestBackend;

  beforeEach(async () => {
    knex = await databases.init('SQLITE_3');
    jest.clearAllMocks();
    auditor.createEvent.mockResolvedValue(event);
  });

  afterEach(() => backend.stop());

  const startWith = async ({
    result = AuthorizeResult.DENY as
      | AuthorizeResult.ALLOW
      | AuthorizeResult.DENY,
    enabled = true,
  } = {}) => {
    const { issuer } = getProvider();
    backend = await start({
      auth: {
        providers: { oauth2proxy: { issuer, audience: 'backstage' } },
        experimentalRefreshToken: { enabled },
        staticClients: [
          { clientId: 'cli', clientName: 'CLI', redirectUris: [CALLBACK] },
          { clientId: 'mcp', redirectUris: [CALLBACK] },
        ],
      },
      features: [
        catalogServiceMock.factory({
          entities: ['ada', 'grace'].map(name =>
            userEntity(name, `${name}@example.com`),
          ),
        }),
        mockServices.database.factory({ knex }),
        actionsRegistryServiceFactory,
        auditor.factory,
        mockServices.permissions.factory({ result }),
      ],
    });
  };

  const requestToken = (body: object) =>
    request(backend.server).post('/api/auth/v1/token').send(body);

  const refresh = (refreshToken: string, clientId = 'cli') =>
    requestToken({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
    });

  /** Signs a user in, and returns the proxy's header. */
  const signIn = async (user: string) => {
    const [, name] = user.split('/');
    const idToken = await bearer({ sub: name, preferred_username: name });
    await request(backend.server).get(REFRESH).set(idToken);
    return idToken;
  };

  /** Starts a client's request, and approves it with these headers. */
  const approve = async (headers: Record<string, string>, clientId = 'cli') => {
    const verifier = randomBytes(32).toString('base64url');
    const page = await request(backend.server)
      .get('/api/auth/v1/authorize')
      .query({
        client_id: clientId,
        redirect_uri: CALLBACK,
        response_type: 'code',
        scope: 'openid offline_access',
        code_challenge: createHash('sha256')
          .update(verifier)
          .digest('base64url'),
        code_challenge_method: 'S256',
      });
    const id = page.headers.location.split('/').pop();
    const approval = await request(backend.server)
      .post(`/api/auth/v1/sessions/${id}/approve`)
      .set(headers);
    return { approval, verifier };
  };

  /** Exchanges an approved request's code for tokens. */
  const exchange = (
    { approval, verifier }: Awaited<ReturnType<typeof approve>>,
    clientId = 'cli',
  ) =>
    requestToken({
      grant_type: 'authorization_code',
      code: new URL(approval.body.redirectUrl).searchParams.get('code'),
      redirect_uri: CALLBACK,
      code_verifier: verifier,
      client_id: clientId,
    });

  const tokenOf = (user: string) => ({
    authorization: mockCredentials.user.header(user),
  });

  /** Signs a client in as a user, as a browser and the client do, and returns the refresh token. */
  const signInClient = async (user: string, clientId = 'cli') => {
    const headers = { ...(await signIn(user)), ...tokenOf(user) };
    const { body } = await exchange(await approve(headers, clientId), clientId);
    return body.refresh_token as string;
  };

  const act = (action: string, authorization: string, input: object) =>
    request(backend.server)
      .post(`/api/auth/.backstage/actions/v1/actions/auth:${action}/invoke`)
      .set('Authorization', authorization)
      .send(input);

  const list = (user: string, input = {}) =>
    act('list-client-sessions', mockCredentials.user.header(user), input);

  const sessionsOf = async (user: string): Promise<ListedSession[]> =>
    (await list(user)).body.output.sessions;

  const revoke = (
    user: string,
    input: { id: string; userEntityRef?: string },
  ) => act('revoke-client-session', mockCredentials.user.header(user), input);

  it('are listed for their user, with their clients', async () => {
    await startWith();
    await signInClient(ADA, 'cli');
    await signInClient(ADA, 'mcp');
    await signInClient(GRACE, 'cli');
    const sessions = await sessionsOf(ADA);
    const names = sessions.map(({ clientId, clientName }) => [
      clientId,
      clientName,
    ]);
    expect(names.sort()).toEqual([
      ['cli', 'CLI'],
      ['mcp', 'mcp'],
    ]);
  });

  it('show when they were created and last used', async () => {
    await startWith();
    await signInClient(ADA);
    await knex(TABLE).update({
      created_at: '2026-03-01 12:00:00',
      last_used_at: '2026-03-02 13:00:00',
    });
    expect(await sessionsOf(ADA)).toMatchObject([
      {
        createdAt: '2026-03-01T12:00:00.000Z',
        lastUsedAt: '2026-03-02T13:00:00.000Z',
      },
    ]);
  });

  it('are sorted by their last use', async () => {
    await startWith();
    await signInClient(ADA, 'cli');
    await signInClient(ADA, 'mcp');
    await knex(TABLE)
      .where({ oidc_client_id: 'mcp' })
      .update({ last_used_at: '2026-03-02 13:00:00' });
    const clients = (await sessionsOf(ADA)).map(({ clientId }) => clientId);
    expect(clients).toEqual(['cli', 'mcp']);
  });

  it('are listed without any part of their tokens', async () => {
    await startWith();
    const token = await signInClient(ADA);
    const [row] = await knex(TABLE);
    const { text } = await list(ADA);
    for (const secret of [...token.split('.'), row.id, row.token_hash]) {
      expect(text).not.toContain(secret);
    }
  });

  it('end when their user revokes them, without ending others', async () => {
    await startWith();
    const cli = await signInClient(ADA, 'cli');
    const mcp = await signInClient(ADA, 'mcp');
    const refreshed = await refresh(cli);
    expect(refreshed.status).toBe(200);

    const sessions = await sessionsOf(ADA);
    const { id } = sessions.find(({ clientId }) => clientId === 'cli')!;
    const { body } = await revoke(ADA, { id });
    expect(body.output).toEqual({ revoked: id });

    const refused = await refresh(refreshed.body.refresh_token);
    expect(refused.status).toBe(400);
    expect(refused.body.error).toBe('invalid_grant');
    expect((await refresh(mcp, 'mcp')).status).toBe(200);
    expect(await sessionsOf(ADA)).toMatchObject([{ clientId: 'mcp' }]);
  });

  it('keep their id when their token is refreshed', async () => {
    await startWith();
    const token = await signInClient(ADA);
    const before = await sessionsOf(ADA);
    await refresh(token);
    expect((await sessionsOf(ADA))[0].id).toBe(before[0].id);
  });

  it('are recorded by the auditor when they end', async () => {
    await startWith();
    await signInClient(ADA);
    const [{ id }] = await sessionsOf(ADA);
    await revoke(ADA, { id });
    expect(auditor.createEvent).toHaveBeenCalledWith({
      eventId: 'client-session-revoke',
      severityLevel: 'medium',
      meta: { entityRef: ADA, by: ADA, clientId: 'cli' },
    });
    expect(event.success).toHaveBeenCalled();
  });

  it.each([AuthorizeResult.DENY, AuthorizeResult.ALLOW] as const)(
    'of another user are not revoked unless the caller names that user, with permission: %s',
    async result => {
      await startWith({ result });
      const token = await signInClient(ADA);
      const [{ id }] = await sessionsOf(ADA);
      expect((await revoke(GRACE, { id })).status).toBe(404);
      expect((await refresh(token)).status).toBe(200);
      expect(event.fail).toHaveBeenCalled();
    },
  );

  it('cannot be listed or revoked by other users', async () => {
    await startWith();
    const token = await signInClient(ADA);
    const [{ id }] = await sessionsOf(ADA);
    const input = { id, userEntityRef: ADA };
    expect((await list(GRACE, { userEntityRef: ADA })).status).toBe(403);
    expect((await revoke(GRACE, input)).status).toBe(403);
    expect((await refresh(token)).status).toBe(200);
    expect(auditor.createEvent).not.toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'client-session-revoke' }),
    );
  });

  it('can be listed and revoked by administrators', async () => {
    await startWith({ result: AuthorizeResult.ALLOW });
    const token = await signInClient(ADA);
    const { body } = await list(GRACE, { userEntityRef: 'User:default/Ada' });
    const [{ id }] = body.output.sessions;
    const { status } = await revoke(GRACE, { id, userEntityRef: ADA });
    expect(status).toBe(200);
    expect((await refresh(token)).status).toBe(400);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        meta: { entityRef: ADA, by: GRACE, clientId: 'cli' },
      }),
    );
  });

  it.each(['list-client-sessions', 'revoke-client-session'])(
    'require a signed-in user: %s',
    async action => {
      await startWith();
      const { status } = await act(action, mockCredentials.none.header(), {
        id: 'x',
      });
      expect(status).toBe(403);
    },
  );

  it('are not listed for a service that specifies no user', async () => {
    await startWith();
    const service = mockCredentials.service.header();
    const { status } = await act('list-client-sessions', service, {});
    expect(status).toBe(400);
  });

  it.each(['a b', 'x'.repeat(99)])(
    'are not listed for an invalid reference: %s',
    async userEntityRef => {
      await startWith({ result: AuthorizeResult.ALLOW });
      expect((await list(ADA, { userEntityRef })).status).toBe(400);
    },
  );

  it.each(['unknown', '', "' OR '1'='1"])(
    'do not end for the unknown id %j',
    async id => {
      await startWith();
      const token = await signInClient(ADA);
      expect((await revoke(ADA, { id })).status).toBe(404);
      expect((await refresh(token)).status).toBe(200);
    },
  );

  it('do not end for the id of a database row', async () => {
    await startWith();
    await signInClient(ADA);
    const [{ id }] = await knex(TABLE);
    expect((await revoke(ADA, { id })).status).toBe(404);
  });

  it('end when the user name is released', async () => {
    await startWith({ result: AuthorizeResult.ALLOW });
    const token = await signInClient(ADA);
    const header = mockCredentials.user.header(GRACE);
    const released = await act('release-user-name', header, {
      userEntityRef: ADA,
    });
    expect(released.status).toBe(200);
    expect((await refresh(token)).status).toBe(400);
  });

  it('cannot be started with a Backstage token alone', async () => {
    await startWith();
    await signIn(ADA);
    expect((await approve(tokenOf(ADA))).approval.status).toBe(401);
  });

  it("cannot be started with another user's Backstage token", async () => {
    await startWith();
    await signIn(ADA);
    const headers = { ...(await signIn(GRACE)), ...tokenOf(ADA) };
    const { approval } = await approve(headers);
    expect(approval.status).toBe(403);
    expect(approval.body.error.message).toBe(
      'The account at the sign-in proxy does not belong to user:default/ada',
    );
  });

  it('cannot be started with a code from before the user name was released', async () => {
    await startWith({ result: AuthorizeResult.ALLOW });
    const ada = await approve({ ...(await signIn(ADA)), ...tokenOf(ADA) });
    const grace = await approve({
      ...(await signIn(GRACE)),
      ...tokenOf(GRACE),
    });
    const header = mockCredentials.user.header(GRACE);
    await act('release-user-name', header, { userEntityRef: ADA });
    expect((await exchange(ada)).status).toBe(400);
    expect((await exchange(grace)).status).toBe(200);
  });

  it('cannot be started by an account whose user name has been released', async () => {
    await startWith({ result: AuthorizeResult.ALLOW });
    const headers = { ...(await signIn(ADA)), ...tokenOf(ADA) };
    expect((await approve(headers)).approval.status).toBe(200);
    const header = mockCredentials.user.header(GRACE);
    await act('release-user-name', header, { userEntityRef: ADA });
    expect((await approve(headers)).approval.status).toBe(403);
  });

  it('do not exist if refresh tokens are turned off, and the response says so', async () => {
    await startWith({ enabled: false });
    expect(await signInClient(ADA)).toBeUndefined();
    for (const response of [await list(ADA), await revoke(ADA, { id: 'x' })]) {
      expect(response.status).toBe(404);
      expect(response.body.error.message).toContain(
        'auth.experimentalRefreshToken.enabled',
      );
    }
  });

  it('are unavailable without their table, and the response contains no SQL', async () => {
    await startWith();
    await knex.schema.dropTable(TABLE);
    const { status, body } = await list(ADA);
    expect(status).toBe(503);
    expect(body.error.message).toBe(
      "Client sessions are unavailable. The cause is in the backend's log.",
    );
    expect(JSON.stringify(body)).not.toMatch(/select|offline_sessions/);
  });
});
