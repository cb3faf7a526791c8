import { registerBackendHooks, signIn } from './__testUtils__/backend';
import defaultModule, {
  createOauth2ProxyAuthModule,
  oauth2ProxySignInResolvers,
} from './index';

describe('resolvers named in the configuration', () => {
  const { start, block, refresh, bearer } = registerBackendHooks();

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

  it('find the catalog user by email address if the previous resolver finds none', async () => {
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
    'find the catalog user by email address if the user name is %p',
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

  it('try the next resolver if the name is not a valid entity name', async () => {
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
    ['the token has no email address', { email: undefined }],
    [
      'two catalog users have the email address',
      { email: 'twins@example.com' },
    ],
  ])('refuse with sign_in_denied if %s', async (_, claims) => {
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

  it('refuse a user whom no resolver finds', async () => {
    const { status, body } = await refresh(
      defaultModule,
      await bearer({ preferred_username: 'newcomer' }),
      named({ resolver: 'usernameMatchingUserEntityName' }),
    );
    expect(status).toBe(403);
    expect(body.error.code).toBe('user_unknown');
    expect(body.error.message).toContain('user:default/newcomer');
  });

  it('name the email address that is not in the catalog', async () => {
    const { body } = await refresh(
      defaultModule,
      await bearer({ email: 'nora@example.com' }),
      named({ resolver: 'emailMatchingUserEntityProfileEmail' }),
    );
    expect(body.error).toMatchObject({
      code: 'user_unknown',
      message:
        'The catalog has no user with spec.profile.email "nora@example.com".',
    });
  });

  it('sign in users who are not in the catalog only if configured', async () => {
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
      ownershipEntityRefs: ['user:default/newcomer', 'group:default/platform'],
    });
  });

  it('are required', async () => {
    await expect(start(defaultModule, block())).rejects.toThrow(
      'auth.providers.oauth2proxy.signIn.resolvers is missing',
    );
  });

  it('must exist', async () => {
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
    'stop the backend if code passes a resolver too and the named resolver %s',
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
      '(%s) refuse an unverified address even if an authHandler returns it',
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
      '(%s) use the verified address, not the one that an authHandler returns',
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

    it('refuse an unverified address if code passes them', async () => {
      const { body } = await refresh(
        createOauth2ProxyAuthModule({
          signIn: { resolver: oauth2ProxySignInResolvers[EMAIL]() },
        }),
        await bearer({ ...countess, email_verified: false }),
      );
      expect(body.error.code).toBe('email_not_verified');
    });

    it('pass only a verified address to resolvers in code', async () => {
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

    it('name the accepted domains if they refuse another one', async () => {
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
