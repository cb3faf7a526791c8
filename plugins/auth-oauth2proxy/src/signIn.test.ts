import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import {
  createModule,
  REFRESH,
  registerBackendHooks,
  userEntity,
} from './__testUtils__/backend';
import { OAuth2ProxySignInResolver } from './index';

type Resolver = OAuth2ProxySignInResolver<{ nickname: string }>;

const issue =
  (sub: string, ent = [sub]): Resolver =>
  async (_, ctx) =>
    ctx.issueToken({ claims: { sub, ent } });

const lookUp =
  (name: string): Resolver =>
  (_, ctx) =>
    ctx.signInWithCatalogUser({ entityRef: { name } });

const lookUpOr =
  (name: string, fallback = 'a b'): Resolver =>
  async (_, ctx) =>
    ctx.signInWithCatalogUser(
      { entityRef: { name } },
      { dangerousEntityRefFallback: { entityRef: { name: fallback } } },
    );

const fail =
  (error: Error): Resolver =>
  async () => {
    throw error;
  };

describe('guardResolver', () => {
  const { withBackend, refresh, bearer } = registerBackendHooks();

  const expectRefusal = async (
    options: Parameters<typeof refresh>[0],
    code: string,
  ): Promise<string> => {
    const { status, body } = await refresh(options);
    expect({ status, code: body.error?.code }).toEqual({ status: 403, code });
    return body.error.message;
  };

  it.each<[string, Resolver | undefined, object, string]>([
    [
      'a token without a user name',
      undefined,
      { preferred_username: undefined },
      'user_name_missing',
    ],
    [
      'a user name that is not a valid entity name',
      undefined,
      { preferred_username: 'Zoë' },
      'user_name_invalid',
    ],
    [
      'a list as the name of a catalog user',
      ({ result }, ctx) =>
        ctx.signInWithCatalogUser({
          entityRef: { name: result.fullProfile.nickname },
        }),
      { nickname: ['ada'] },
      'user_unknown',
    ],
    [
      'invalid group references of a resolver',
      issue('user:default/ada', ['group:default/a b']),
      {},
      'groups_invalid',
    ],
    [
      'an invalid user reference of a resolver',
      issue('user:default/a b'),
      {},
      'user_name_invalid',
    ],
    [
      'an invalid fallback reference',
      lookUpOr('nobody'),
      {},
      'user_name_invalid',
    ],
    [
      'an invalid fallback reference even if the user is in the catalog',
      lookUpOr('ada'),
      {},
      'user_name_invalid',
    ],
  ])('refuses %s', async (_, resolver, claims, code) => {
    await expectRefusal({ module: createModule(resolver), claims }, code);
  });

  it('refuses an unverified email address as the user name', async () => {
    const message = await expectRefusal(
      {
        claims: { preferred_username: 'mallory', email_verified: false },
        block: { usernameClaim: 'email', usernameDomains: ['example.com'] },
      },
      'email_not_verified',
    );
    expect(message).toContain('"ada@example.com" is not verified');
  });

  it.each([
    ['shows the entity reference', 'nobody', 'user:default/nobody'],
    ['quotes an invalid entity name', 'a\nb', '{"name":"a\\nb"}'],
  ])('%s that is not in the catalog', async (_, name, text) => {
    const module = createModule(lookUp(name));
    const message = await expectRefusal({ module }, 'user_unknown');
    expect(message).toContain(text);
  });

  it("refuses with the message of a resolver's NotAllowedError", async () => {
    const module = createModule(fail(new NotAllowedError('Not on a Sunday')));
    const message = await expectRefusal({ module }, 'sign_in_denied');
    expect(message).toBe('Not on a Sunday');
  });

  it('refuses if the authHandler throws a NotFoundError', () =>
    expectRefusal(
      {
        module: createModule(undefined, async () => {
          throw new NotFoundError('who?');
        }),
      },
      'user_unknown',
    ));

  it.each([undefined, ['ada'], 7])(
    'refuses the user name %p if a resolver builds a reference from it',
    async preferred_username => {
      const module = createModule(async ({ result }, ctx) => {
        const { preferred_username: name } = result.fullProfile;
        return ctx.issueToken({ claims: { sub: `user:default/${name}` } });
      });
      const { status } = await refresh({
        module,
        claims: { preferred_username },
      });
      expect(status).toBe(403);
    },
  );

  it('converts references of a resolver to lower case', async () => {
    const { body } = await refresh({
      module: createModule(issue('User:Default/Ada', ['Group:default/X'])),
      claims: { preferred_username: 'Ada' },
    });
    expect(body.backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['group:default/x'],
    });
  });

  it.each(['nobody', 'a b'])(
    'uses the fallback reference if user %p is not in the catalog',
    async name => {
      const { body } = await refresh({
        module: createModule(lookUpOr(name, 'Newcomer')),
      });
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: 'user:default/newcomer',
        ownershipEntityRefs: ['user:default/newcomer'],
      });
    },
  );

  it('looks up the user at every sign-in and refuses one who was removed', async () => {
    const catalog = catalogServiceMock.mock();
    const module = createModule(lookUp('ada'));
    await withBackend({ module, features: [catalog.factory] }, async server => {
      const ask = async () =>
        request(server)
          .get(REFRESH)
          .set(await bearer());
      catalog.getEntityByRef.mockResolvedValue(
        userEntity('ada', 'ada@example.com'),
      );
      expect((await ask()).status).toBe(200);
      catalog.getEntityByRef.mockResolvedValue(undefined);
      expect((await ask()).status).toBe(403);
    });
  });

  it.each([
    new TypeError('ada is not a function'),
    new Error('ada'),
    new InputError('ada'),
  ])('answers 500 without details of %p if the resolver fails', async error => {
    const { status, body } = await refresh({
      module: createModule(fail(error)),
    });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('ada');
    expect(body.error.code).toBeUndefined();
  });

  it('answers 503 if the catalog is unavailable', async () => {
    const error = new ServiceUnavailableError('catalog has not started');
    const { status, body } = await refresh({
      module: createModule(fail(error)),
    });
    expect(status).toBe(503);
    expect(body.error.code).toBeUndefined();
  });

  it('does not run the resolver for a refused token', async () => {
    const { status } = await refresh({
      module: createModule(fail(new NotFoundError())),
      claims: { aud: 'grafana' },
    });
    expect(status).toBe(401);
  });
});
