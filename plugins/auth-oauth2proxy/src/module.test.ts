import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  BackendFeature,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import Router from 'express-promise-router';
import authPlugin from '@backstage/plugin-auth-backend';
import { decodeJwt } from 'jose';
import { IncomingMessage, request as httpRequest } from 'http';
import { json } from 'stream/consumers';
import request from 'supertest';
import { createSigningKey, OidcProvider } from './__testUtils__/oidcProvider';
import defaultModule, {
  createOauth2ProxyAuthModule,
  oauth2ProxySignInResolvers,
} from './index';

const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';
const REFRESH = '/api/auth/oauth2proxy/refresh';

const signIn: Parameters<typeof createOauth2ProxyAuthModule>[0] = {
  signIn: {
    resolver: async ({ result }, ctx) =>
      ctx.issueToken({
        claims: { sub: result.userEntityRef, ent: result.ownershipEntityRefs },
      }),
  },
};

const userEntity = (name: string, email: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { profile: { email }, memberOf: [] },
  relations: [{ type: 'memberOf', targetRef: 'group:default/analysts' }],
});

const entities = [
  userEntity('ada', 'ada@example.com'),
  userEntity('castor', 'twins@example.com'),
  userEntity('pollux', 'twins@example.com'),
];

describe('createOauth2ProxyAuthModule', () => {
  let provider: OidcProvider;

  beforeAll(async () => {
    provider = await OidcProvider.start(await createSigningKey());
  });

  afterAll(() => provider.down());

  const start = (
    module: BackendFeature,
    auth: object,
    ...features: BackendFeature[]
  ) =>
    startTestBackend({
      features: [
        authPlugin,
        module,
        catalogServiceMock.factory({ entities }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            backend: { baseUrl: 'http://localhost:3000' },
            auth,
          },
        }),
        ...features,
      ],
    });

  const block = (replaced: object = {}) => ({
    providers: {
      oauth2proxy: {
        issuer: provider.issuer,
        audience: 'backstage',
        groupsClaim: 'groups',
        ...replaced,
      },
    },
  });

  const refresh = async (
    module: BackendFeature,
    headers: Record<string, string>,
    auth: object = block(),
  ) => {
    const backend = await start(module, auth);
    try {
      return await request(backend.server).get(REFRESH).set(headers);
    } finally {
      await backend.stop();
    }
  };

  const bearer = async (claims = {}) => ({
    [HEADER]: `Bearer ${await provider.token(claims)}`,
  });

  it('signs in who the verified token names', async () => {
    const { status, body } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      await bearer({ groups: ['platform'], picture: 'https://p/ada.png' }),
    );

    expect(status).toBe(200);
    expect(body).toEqual({
      profile: {
        displayName: 'Ada Lovelace',
        email: 'ada@example.com',
        picture: 'https://p/ada.png',
      },
      providerInfo: {},
      backstageIdentity: {
        token: expect.any(String),
        expiresInSeconds: expect.any(Number),
        identity: {
          type: 'user',
          userEntityRef: 'user:default/ada',
          ownershipEntityRefs: ['user:default/ada', 'group:default/platform'],
        },
      },
    });
    expect(decodeJwt(body.backstageIdentity.token).sub).toBe(
      'user:default/ada',
    );
  });

  it.each([false, 'false', 'yes', 1, null, undefined])(
    'does not show an email address whose email_verified is %p',
    async email_verified => {
      const { body } = await refresh(
        createOauth2ProxyAuthModule(signIn),
        await bearer({ email_verified }),
      );
      expect(body.profile).toEqual({ displayName: 'Ada Lovelace' });
    },
  );

  it('shows an email address without email_verified if configuration trusts it', async () => {
    const { body } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      await bearer({ email_verified: undefined }),
      block({ dangerouslyTrustEmailWithoutVerification: true }),
    );
    expect(body.profile.email).toBe('ada@example.com');
  });

  it('lets no cache keep an answer, whether it signs in or refuses', async () => {
    const backend = await start(createOauth2ProxyAuthModule(signIn), block());
    try {
      const headers = [
        await bearer(),
        await bearer({ preferred_username: 'Zoë' }),
        await bearer({ aud: 'grafana' }),
        {},
      ];
      const answers = [];
      for (const sent of headers) {
        const { status, headers: received } = await request(backend.server)
          .get(REFRESH)
          .set(sent);
        answers.push([status, received['cache-control']]);
      }
      expect(answers).toEqual([
        [200, 'no-store'],
        [403, 'no-store'],
        [401, 'no-store'],
        [401, 'no-store'],
      ]);
    } finally {
      await backend.stop();
    }
  });

  it('leaves out of the profile what is no text', async () => {
    const { body } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      await bearer({ name: 42, email: ['ada@example.com'], picture: {} }),
    );
    expect(body.profile).toEqual({});
  });

  it('makes the profile with the authHandler', async () => {
    const { body } = await refresh(
      createOauth2ProxyAuthModule<{ phone: string }>({
        ...signIn,
        authHandler: async ({ fullProfile, getHeader }) => ({
          profile: {
            displayName: `${fullProfile.phone} ${getHeader('User-Agent')}`,
          },
        }),
      }),
      { ...(await bearer({ phone: '555' })), 'user-agent': 'lynx' },
    );
    expect(body.profile).toEqual({ displayName: '555 lynx' });
  });

  it('hands the ID token to the browser only if told to', async () => {
    const headers = await bearer();
    const { body } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      headers,
      block({ exposeIdToken: true }),
    );
    expect(`Bearer ${body.providerInfo.idToken}`).toBe(headers[HEADER]);
  });

  it('reads the header that is configured', async () => {
    const { [HEADER]: value } = await bearer();
    const { status } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      { 'X-Id-Token': value },
      block({ header: 'X-Id-Token' }),
    );
    expect(status).toBe(200);
  });

  describe('the header', () => {
    const expectRefusal = async (
      headers: Record<string, string>,
      code: string,
    ) => {
      const { status, body } = await refresh(
        createOauth2ProxyAuthModule(signIn),
        headers,
      );
      expect(status).toBe(401);
      expect(body.error).toMatchObject({ name: 'AuthenticationError', code });
      expect(body.error.cause).toBeUndefined();
      expect(JSON.stringify(body)).not.toContain('ada');
    };

    it('is missing: 401 token_missing', () =>
      expectRefusal({}, 'token_missing'));

    it('is empty: 401 token_missing', () =>
      expectRefusal({ [HEADER]: '' }, 'token_missing'));

    it('is not replaced by headers that anyone can set', () =>
      expectRefusal(
        { 'X-Forwarded-Preferred-Username': 'ada', 'X-Forwarded-User': 'ada' },
        'token_missing',
      ));

    it('is not replaced by Authorization', async () =>
      expectRefusal(
        { authorization: `Bearer ${await provider.token()}` },
        'token_missing',
      ));

    it('has another scheme: 401 token_malformed', () =>
      expectRefusal({ [HEADER]: 'Basic YWRhOmFkYQ==' }, 'token_malformed'));

    it('has no scheme: 401 token_malformed', async () =>
      expectRefusal({ [HEADER]: await provider.token() }, 'token_malformed'));

    it('holds two values in one line: 401 token_malformed', async () => {
      const { [HEADER]: value } = await bearer();
      await expectRefusal(
        { [HEADER]: `${value}, ${value}` },
        'token_malformed',
      );
    });

    it('holds a forged token: 401 with its reason', async () => {
      const forger = await createSigningKey('RS256', provider.keys[0].kid);
      const token = await provider.token({}, {}, forger);
      await expectRefusal(
        { [HEADER]: `Bearer ${token}` },
        'token_signature_invalid',
      );
    });

    it('holds a token that has ended: 401 with the times, and nothing else of the token', async () => {
      const now = Math.floor(Date.now() / 1000);
      const iat = now - 900;
      const exp = now - 600;
      const { body } = await refresh(
        createOauth2ProxyAuthModule(signIn),
        await bearer({ iat, exp }),
      );
      expect(body.error).toEqual({
        name: 'AuthenticationError',
        message: 'The identity token was not accepted',
        code: 'token_expired',
        times: { now: expect.any(Number), iat, exp },
      });
    });

    it.each(['bearer', 'BEARER'])('may spell its scheme %s', async scheme => {
      const { status } = await refresh(createOauth2ProxyAuthModule(signIn), {
        [HEADER]: `${scheme} ${await provider.token()}`,
      });
      expect(status).toBe(200);
    });

    it('comes twice: 401 token_malformed', async () => {
      const backend = await start(createOauth2ProxyAuthModule(signIn), block());
      try {
        const { [HEADER]: value } = await bearer();
        const response = await new Promise<IncomingMessage>(resolve =>
          httpRequest(
            {
              port: backend.server.port(),
              path: REFRESH,
              headers: { [HEADER]: [value, value] },
            },
            resolve,
          ).end(),
        );
        expect(response.statusCode).toBe(401);
        expect(await json(response)).toMatchObject({
          error: { code: 'token_malformed' },
        });
      } finally {
        await backend.stop();
      }
    });
  });

  describe('identities', () => {
    const expectRefusal = async (
      module: BackendFeature,
      claims: object,
      code: string,
      auth: object = block(),
    ) => {
      const { status, body } = await refresh(
        module,
        await bearer(claims),
        auth,
      );
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

  describe('resolvers named in the configuration', () => {
    const named = (...resolvers: object[]) => block({ signIn: { resolvers } });

    it('find the catalog user by user name', async () => {
      const { body } = await refresh(
        defaultModule,
        await bearer(),
        named({ resolver: 'usernameMatchingUserEntityName' }),
      );
      expect(body.backstageIdentity.identity.ownershipEntityRefs).toEqual([
        'user:default/ada',
        'group:default/analysts',
      ]);
    });

    it('find the catalog user by e-mail, after the one before found nobody', async () => {
      const { body } = await refresh(
        defaultModule,
        await bearer({ preferred_username: 'countess' }),
        named(
          { resolver: 'usernameMatchingUserEntityName' },
          { resolver: 'emailMatchingUserEntityProfileEmail' },
        ),
      );
      expect(body.backstageIdentity.identity.userEntityRef).toBe(
        'user:default/ada',
      );
    });

    it.each(['ada@example.com', undefined])(
      'find the catalog user by e-mail where the user name is %p',
      async preferred_username => {
        const { body } = await refresh(
          defaultModule,
          await bearer({ preferred_username }),
          named({ resolver: 'emailMatchingUserEntityProfileEmail' }),
        );
        expect(body.backstageIdentity.identity.userEntityRef).toBe(
          'user:default/ada',
        );
      },
    );

    it('go on to the next one where what they look for is no entity name', async () => {
      const { body } = await refresh(
        defaultModule,
        await bearer({ email: 'ada+portal@example.com' }),
        named(
          { resolver: 'emailLocalPartMatchingUserEntityName' },
          { resolver: 'emailMatchingUserEntityProfileEmail' },
        ),
      );
      expect(body.backstageIdentity.identity.userEntityRef).toBe(
        'user:default/ada',
      );
    });

    it.each([
      ['there is no e-mail address', { email: undefined }],
      ['two users of the catalog have it', { email: 'twins@example.com' }],
    ])('refuse with 403 sign_in_denied when %s', async (_, claims) => {
      const { status, body } = await refresh(
        defaultModule,
        await bearer(claims),
        named({ resolver: 'emailMatchingUserEntityProfileEmail' }),
      );
      expect({ status, code: body.error?.code }).toEqual({
        status: 403,
        code: 'sign_in_denied',
      });
    });

    it('refuse whom none of them finds with 403', async () => {
      const { status, body } = await refresh(
        defaultModule,
        await bearer({ preferred_username: 'newcomer' }),
        named({ resolver: 'usernameMatchingUserEntityName' }),
      );
      expect(status).toBe(403);
      expect(body.error.code).toBe('user_unknown');
      expect(body.error.message).toContain('user:default/newcomer');
    });

    it('name the e-mail address that the catalog does not know', async () => {
      const { body } = await refresh(
        defaultModule,
        await bearer({ email: 'nora@example.com' }),
        named({ resolver: 'emailMatchingUserEntityProfileEmail' }),
      );
      expect(body.error).toMatchObject({
        code: 'user_unknown',
        message:
          'The catalog of this portal does not know a user with spec.profile.email "nora@example.com".',
      });
    });

    it('let people in whom the catalog does not know only if told to', async () => {
      const { body } = await refresh(
        defaultModule,
        await bearer({ preferred_username: 'newcomer', groups: ['platform'] }),
        named({
          resolver: 'usernameMatchingUserEntityName',
          dangerouslyAllowSignInWithoutUserInCatalog: true,
        }),
      );
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: 'user:default/newcomer',
        ownershipEntityRefs: [
          'user:default/newcomer',
          'group:default/platform',
        ],
      });
    });

    it('have to be named', async () => {
      await expect(start(defaultModule, block())).rejects.toThrow(
        'auth.providers.oauth2proxy.signIn.resolvers is missing',
      );
    });

    it('have to exist', async () => {
      await expect(
        start(defaultModule, named({ resolver: 'guess' })),
      ).rejects.toThrow(
        'auth.providers.oauth2proxy.signIn.resolvers[0].resolver is "guess"',
      );
    });

    it.each([
      ['exists', 'usernameMatchingUserEntityName', 'the backend'],
      ['does not exist', 'guess', 'resolvers[0].resolver is "guess"'],
    ])(
      'stop the backend if code passes a resolver too and the named one %s',
      async (_, resolver, text) => {
        const starting = start(
          createOauth2ProxyAuthModule(signIn),
          named({ resolver }),
        );
        await expect(starting).rejects.toThrow(
          'auth.providers.oauth2proxy.signIn.resolvers',
        );
        await expect(starting).rejects.toThrow(text);
      },
    );

    describe('by email address', () => {
      const EMAIL = 'emailMatchingUserEntityProfileEmail';
      const LOCAL_PART = 'emailLocalPartMatchingUserEntityName';
      const countess = { preferred_username: 'countess' };

      it.each([EMAIL, LOCAL_PART])(
        '(%s) refuse an address that is not verified, though an authHandler shows it',
        async resolver => {
          const authHandler = async () => ({
            profile: { email: 'ada@example.com' },
          });
          const { status, body } = await refresh(
            createOauth2ProxyAuthModule({ authHandler }),
            await bearer({ ...countess, email_verified: 'false' }),
            named({ resolver }),
          );
          expect({ status, code: body.error?.code }).toEqual({
            status: 403,
            code: 'email_not_verified',
          });
        },
      );

      it.each([EMAIL, LOCAL_PART])(
        '(%s) go by the verified address, not by one that an authHandler shows',
        async resolver => {
          const authHandler = async () => ({
            profile: { email: 'castor@example.com' },
          });
          const { body } = await refresh(
            createOauth2ProxyAuthModule({ authHandler }),
            await bearer(countess),
            named({ resolver }),
          );
          expect(body.profile.email).toBe('castor@example.com');
          expect(body.backstageIdentity.identity.userEntityRef).toBe(
            'user:default/ada',
          );
        },
      );

      it('refuse an address that is not verified where code names them too', async () => {
        const { body } = await refresh(
          createOauth2ProxyAuthModule({
            signIn: { resolver: oauth2ProxySignInResolvers[EMAIL]() },
          }),
          await bearer({ ...countess, email_verified: false }),
        );
        expect(body.error.code).toBe('email_not_verified');
      });

      it('give resolvers in code a verified address or none in the profile', async () => {
        const seen: unknown[] = [];
        const module = createOauth2ProxyAuthModule({
          authHandler: async ({ fullProfile: { email } }) => ({
            profile: { email },
          }),
          signIn: {
            resolver: async ({ profile, result }, ctx) => {
              seen.push(profile.email, result.verifiedEmail);
              return ctx.issueToken({ claims: { sub: result.userEntityRef } });
            },
          },
        });
        await refresh(module, await bearer({ email_verified: false }));
        await refresh(module, await bearer());
        expect(seen).toEqual([
          undefined,
          undefined,
          'ada@example.com',
          'ada@example.com',
        ]);
      });

      it.each([
        ['Ada@EXAMPLE.com', 200],
        ['ada@example.org', 403],
        ['ada@example.com@example.org', 403],
        ['ada', 403],
        ['@example.com', 403],
      ])(
        'with allowedDomains answer %s with status %i',
        async (email, expected) => {
          const { status, body } = await refresh(
            defaultModule,
            await bearer({ ...countess, email }),
            named({ resolver: LOCAL_PART, allowedDomains: ['Example.com'] }),
          );
          expect(status).toBe(expected);
          expect(body.error?.code).toBe(
            expected === 403 ? 'sign_in_denied' : undefined,
          );
        },
      );

      it('name the accepted domains when they refuse another', async () => {
        const { body } = await refresh(
          defaultModule,
          await bearer({ email: 'ada@example.org' }),
          named({ resolver: LOCAL_PART, allowedDomains: ['example.com'] }),
        );
        expect(body.error.message).toBe(
          'Your email address "ada@example.org" cannot be used here. It must end with @example.com.',
        );
      });
    });
  });

  describe.each(['development', 'production', 'test'])(
    'with a wrong configuration under NODE_ENV=%s',
    NODE_ENV => {
      const env = process.env.NODE_ENV;
      beforeEach(() => Object.assign(process.env, { NODE_ENV }));
      afterEach(() => Object.assign(process.env, { NODE_ENV: env }));

      it.each<[string, string, object]>([
        [
          'no issuer',
          'auth.providers.oauth2proxy.issuer is missing',
          { providers: { oauth2proxy: { audience: 'backstage' } } },
        ],
        [
          'no audience',
          'auth.providers.oauth2proxy.audience is missing',
          { providers: { oauth2proxy: { issuer: 'https://idp' } } },
        ],
        [
          'a symmetric algorithm',
          'auth.providers.oauth2proxy.algorithms[0] is "HS256". It must list asymmetric',
          {
            providers: {
              oauth2proxy: {
                issuer: 'https://idp',
                audience: 'backstage',
                algorithms: ['HS256'],
              },
            },
          },
        ],
        ['no block', 'auth.providers.oauth2proxy is missing', {}],
        [
          'a misspelt block',
          'spelt oauth2proxy, all in lower case',
          { providers: { oauth2Proxy: {} } },
        ],
        [
          'an empty block outside development',
          'auth.providers.oauth2proxy.issuer is missing',
          { environment: 'production', providers: { oauth2proxy: {} } },
        ],
      ])('does not start with %s', async (_, message, auth) => {
        await expect(
          start(createOauth2ProxyAuthModule(signIn), auth),
        ).rejects.toThrow(message);
      });
    },
  );

  it('issues tokens that other plugins accept', async () => {
    const whoami = createBackendPlugin({
      pluginId: 'whoami',
      register(env) {
        env.registerInit({
          deps: {
            httpAuth: coreServices.httpAuth,
            userInfo: coreServices.userInfo,
            httpRouter: coreServices.httpRouter,
          },
          async init({ httpAuth, userInfo, httpRouter }) {
            const router = Router();
            router.get('/', async (req, res) => {
              const credentials = await httpAuth.credentials(req, {
                allow: ['user'],
              });
              res.json(await userInfo.getUserInfo(credentials));
            });
            httpRouter.use(router);
          },
        });
      },
    });
    const backend = await start(
      createOauth2ProxyAuthModule(signIn),
      block(),
      authServiceFactory,
      httpAuthServiceFactory,
      userInfoServiceFactory,
      whoami,
    );
    try {
      const signedIn = await request(backend.server)
        .get(REFRESH)
        .set(await bearer({ groups: ['platform'] }));
      const { token } = signedIn.body.backstageIdentity;

      const { status, body } = await request(backend.server)
        .get('/api/whoami')
        .set('authorization', `Bearer ${token}`);

      expect(status).toBe(200);
      expect(body).toEqual({
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/platform'],
      });
    } finally {
      await backend.stop();
    }
  });
});
