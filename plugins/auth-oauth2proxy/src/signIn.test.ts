import { BackendFeature } from '@backstage/backend-plugin-api';
import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import {
  REFRESH,
  registerBackendHooks,
  signIn,
  userEntity,
} from './__testUtils__/backend';
import { createOauth2ProxyAuthModule } from './index';

describe('guardResolver', () => {
  const { start, block, refresh, bearer } = registerBackendHooks();

  const expectRefusal = async (
    module: BackendFeature,
    claims: object,
    code: string,
    auth: object = block(),
  ) => {
    const { status, body } = await refresh(module, await bearer(claims), auth);
    expect({ status, code: body.error?.code }).toEqual({ status: 403, code });
    return body.error.message;
  };

  it('refuses a token without a user name', () =>
    expectRefusal(
      createOauth2ProxyAuthModule(signIn),
      { preferred_username: undefined },
      'user_name_missing',
    ));

  it('refuses a user name that is not a valid entity name', () =>
    expectRefusal(
      createOauth2ProxyAuthModule(signIn),
      { preferred_username: 'Zoë' },
      'user_name_invalid',
    ));

  it('refuses an unverified email address as the user name', async () => {
    const message = await expectRefusal(
      createOauth2ProxyAuthModule(signIn),
      { preferred_username: 'mallory', email_verified: false },
      'email_not_verified',
      block({ usernameClaim: 'email', usernameDomains: ['example.com'] }),
    );
    expect(message).toContain('"ada@example.com" is not verified');
  });

  it('names the entity reference that is not in the catalog', async () => {
    const message = await expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: (_, ctx) =>
            ctx.signInWithCatalogUser({ entityRef: { name: 'nobody' } }),
        },
      }),
      {},
      'user_unknown',
    );
    expect(message).toContain('user:default/nobody');
  });

  it('quotes an invalid entity name that a resolver looks up', async () => {
    const message = await expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: (_, ctx) =>
            ctx.signInWithCatalogUser({ entityRef: { name: 'a\nb' } }),
        },
      }),
      {},
      'user_unknown',
    );
    expect(message).toContain('{"name":"a\\nb"}');
  });

  it('refuses a list as the name of a catalog user', () =>
    expectRefusal(
      createOauth2ProxyAuthModule<{ nickname: string }>({
        signIn: {
          resolver: ({ result }, ctx) =>
            ctx.signInWithCatalogUser({
              entityRef: { name: result.fullProfile.nickname },
            }),
        },
      }),
      { nickname: ['ada'] },
      'user_unknown',
    ));

  it("refuses with the message of a resolver's NotAllowedError", async () => {
    const message = await expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async () => {
            throw new NotAllowedError('Not on a Sunday');
          },
        },
      }),
      {},
      'sign_in_denied',
    );
    expect(message).toBe('Not on a Sunday');
  });

  it('refuses if the authHandler throws a NotFoundError', () =>
    expectRefusal(
      createOauth2ProxyAuthModule({
        ...signIn,
        authHandler: async () => {
          throw new NotFoundError('who?');
        },
      }),
      {},
      'user_unknown',
    ));

  it('refuses invalid group references of a resolver', () =>
    expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async ({ result }, ctx) =>
            ctx.issueToken({
              claims: {
                sub: result.userEntityRef,
                ent: ['group:default/a b'],
              },
            }),
        },
      }),
      {},
      'groups_invalid',
    ));

  it.each([undefined, ['ada'], 7])(
    'refuses the user name %p if a resolver builds a reference from it',
    async preferred_username => {
      const { status } = await refresh(
        createOauth2ProxyAuthModule({
          signIn: {
            resolver: async ({ result }, ctx) =>
              ctx.issueToken({
                claims: {
                  sub: `user:default/${result.fullProfile.preferred_username}`,
                },
              }),
          },
        }),
        await bearer({ preferred_username }),
      );
      expect(status).toBe(403);
    },
  );

  it('converts references of a resolver to lower case', async () => {
    const { body } = await refresh(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async (_, ctx) =>
            ctx.issueToken({
              claims: { sub: 'User:Default/Ada', ent: ['Group:default/X'] },
            }),
        },
      }),
      await bearer({ preferred_username: 'Ada' }),
    );
    expect(body.backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['group:default/x'],
    });
  });

  it('refuses an invalid user reference of a resolver', () =>
    expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async (_, ctx) =>
            ctx.issueToken({ claims: { sub: 'user:default/a b' } }),
        },
      }),
      {},
      'user_name_invalid',
    ));

  it('refuses an invalid fallback reference', () =>
    expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async (_, ctx) =>
            ctx.signInWithCatalogUser(
              { entityRef: 'user:default/nobody' },
              { dangerousEntityRefFallback: { entityRef: { name: 'a b' } } },
            ),
        },
      }),
      {},
      'user_name_invalid',
    ));

  it('refuses an invalid fallback reference even if the user is in the catalog', () =>
    expectRefusal(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async (_, ctx) =>
            ctx.signInWithCatalogUser(
              { entityRef: 'user:default/ada' },
              { dangerousEntityRefFallback: { entityRef: { name: 'a b' } } },
            ),
        },
      }),
      {},
      'user_name_invalid',
    ));

  it.each(['nobody', 'a b'])(
    'uses the fallback reference if user %p is not in the catalog',
    async name => {
      const { body } = await refresh(
        createOauth2ProxyAuthModule({
          signIn: {
            resolver: async ({ result }, ctx) =>
              ctx.signInWithCatalogUser(
                { entityRef: { name } },
                {
                  dangerousEntityRefFallback: {
                    entityRef: result.userEntityRef,
                  },
                },
              ),
          },
        }),
        await bearer({ preferred_username: 'Newcomer' }),
      );
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: 'user:default/newcomer',
        ownershipEntityRefs: ['user:default/newcomer'],
      });
    },
  );

  it('looks up the user at every sign-in and refuses one who was removed', async () => {
    const catalog = catalogServiceMock.mock();
    const backend = await start(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: ({ result }, ctx) =>
            ctx.signInWithCatalogUser({ entityRef: result.userEntityRef }),
        },
      }),
      block(),
      [catalog.factory],
    );
    const answer = async () =>
      request(backend.server)
        .get(REFRESH)
        .set(await bearer());
    try {
      catalog.getEntityByRef.mockResolvedValue(
        userEntity('ada', 'ada@example.com'),
      );
      expect((await answer()).status).toBe(200);
      catalog.getEntityByRef.mockResolvedValue(undefined);
      expect((await answer()).status).toBe(403);
    } finally {
      await backend.stop();
    }
  });

  it.each([
    new TypeError('ada is not a function'),
    new Error('ada'),
    new InputError('ada'),
  ])('answers 500 without details of %p if the resolver fails', async error => {
    const { status, body } = await refresh(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async () => {
            throw error;
          },
        },
      }),
      await bearer(),
    );
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('ada');
    expect(body.error.code).toBeUndefined();
  });

  it('answers 503 if the catalog is unavailable', async () => {
    const { status, body } = await refresh(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async () => {
            throw new ServiceUnavailableError('catalog has not started');
          },
        },
      }),
      await bearer(),
    );
    expect(status).toBe(503);
    expect(body.error.code).toBeUndefined();
  });

  it('does not run the resolver for a refused token', async () => {
    const { status } = await refresh(
      createOauth2ProxyAuthModule({
        signIn: {
          resolver: async () => {
            throw new NotFoundError();
          },
        },
      }),
      await bearer({ aud: 'grafana' }),
    );
    expect(status).toBe(401);
  });
});
