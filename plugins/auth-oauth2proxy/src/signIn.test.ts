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

describe('identities', () => {
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

  it('without a user name get 403', () =>
    expectRefusal(
      createOauth2ProxyAuthModule(signIn),
      { preferred_username: undefined },
      'user_name_missing',
    ));

  it('whose name cannot be an entity name get 403', () =>
    expectRefusal(
      createOauth2ProxyAuthModule(signIn),
      { preferred_username: 'Zoë' },
      'user_name_invalid',
    ));

  it('whose address is not verified get 403 where the address is the user name', async () => {
    const message = await expectRefusal(
      createOauth2ProxyAuthModule(signIn),
      { preferred_username: 'mallory', email_verified: false },
      'email_not_verified',
      block({ usernameClaim: 'email', usernameDomains: ['example.com'] }),
    );
    expect(message).toContain('"ada@example.com" is not verified');
  });

  it('whom a resolver does not find get 403, with the reference that was tried', async () => {
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

  it('whom a resolver looks for under what is no entity name get 403, with what was tried', async () => {
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

  it('whose claim is a list where a resolver takes it for a name get 403', () =>
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

  it('whom a resolver turns away get 403, with its text', async () => {
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

  it('whom the authHandler does not find get 403', () =>
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

  it('in groups that a resolver makes no entity references of get 403', () =>
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
    'with the user name %p get 403 from a resolver that puts it into a reference unseen',
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

  it('get the reference in lower case, whatever the case of what a resolver puts together', async () => {
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

  it('for whom a resolver puts together something that is no entity reference get 403', () =>
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

  it('for whom a resolver falls back on something that is no entity reference get 403', () =>
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

  it('with a fallback that is no entity reference get 403, even if the catalog has the user', () =>
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
    'get the fallback if the catalog has no user %p',
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

  it('are looked up in the catalog at each sign-in, so that a removed user is refused at once', async () => {
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
  ])('get 500 and nothing of %p when the resolver is broken', async error => {
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

  it('get 503 while the catalog does not answer', async () => {
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

  it('get 401, not 403, from a resolver that finds nobody for a token that was refused', async () => {
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
