import { createModule, registerBackendHooks } from './__testUtils__/backend';
import defaultModule, {
  createOauth2ProxyAuthModule,
  oauth2ProxySignInResolvers,
} from './index';

const USER_NAME = { resolver: 'usernameMatchingUserEntityName' };
const EMAIL = { resolver: 'emailMatchingUserEntityProfileEmail' };
const LOCAL_PART = { resolver: 'emailLocalPartMatchingUserEntityName' };

describe('resolvers named in the configuration', () => {
  const { start, refresh } = registerBackendHooks();

  const named = (...resolvers: object[]) => ({
    module: defaultModule,
    block: { groupsClaim: 'groups', signIn: { resolvers } },
  });

  it('find the catalog user by user name', async () => {
    const { body } = await refresh(named(USER_NAME));
    expect(body.backstageIdentity.identity.ownershipEntityRefs).toEqual([
      'user:default/ada',
      'group:default/analysts',
    ]);
  });

  it.each<[string, object, object[]]>([
    [
      'by email address if the previous resolver finds none',
      { preferred_username: 'countess' },
      [USER_NAME, EMAIL],
    ],
    [
      'by email address if the user name is "ada@example.com"',
      { preferred_username: 'ada@example.com' },
      [EMAIL],
    ],
    [
      'by email address if there is no user name',
      { preferred_username: undefined },
      [EMAIL],
    ],
    [
      'by the next resolver if the name is not a valid entity name',
      { email: 'ada+portal@example.com' },
      [LOCAL_PART, EMAIL],
    ],
  ])('find the catalog user %s', async (_, claims, resolvers) => {
    const { body } = await refresh({ ...named(...resolvers), claims });
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
    const { status, body } = await refresh({ ...named(EMAIL), claims });
    expect({ status, code: body.error?.code }).toEqual({
      status: 403,
      code: 'sign_in_denied',
    });
  });

  it('refuse a user whom no resolver finds', async () => {
    const { status, body } = await refresh({
      ...named(USER_NAME),
      claims: { preferred_username: 'newcomer' },
    });
    expect(status).toBe(403);
    expect(body.error.code).toBe('user_unknown');
    expect(body.error.message).toContain('user:default/newcomer');
  });

  it('show the email address that is not in the catalog', async () => {
    const claims = { email: 'nora@example.com' };
    const { body } = await refresh({ ...named(EMAIL), claims });
    expect(body.error).toMatchObject({
      code: 'user_unknown',
      message:
        'The catalog has no user with spec.profile.email "nora@example.com".',
    });
  });

  it('sign in users who are not in the catalog only if configured', async () => {
    const { body } = await refresh({
      ...named({
        ...USER_NAME,
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      }),
      claims: { preferred_username: 'newcomer', groups: ['platform'] },
    });
    expect(body.backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/newcomer',
      ownershipEntityRefs: ['user:default/newcomer', 'group:default/platform'],
    });
  });

  it('are required', async () => {
    await expect(start({ module: defaultModule })).rejects.toThrow(
      'auth.providers.oauth2proxy.signIn.resolvers is missing',
    );
  });

  it.each([
    ['exists', USER_NAME, 'the backend'],
    [
      'does not exist',
      { resolver: 'guess' },
      'resolvers[0].resolver is "guess"',
    ],
  ])(
    'stop the backend if code passes a resolver too and the named resolver %s',
    async (_, resolver, text) => {
      const starting = start({ ...named(resolver), module: createModule() });
      await expect(starting).rejects.toThrow(
        'auth.providers.oauth2proxy.signIn.resolvers',
      );
      await expect(starting).rejects.toThrow(text);
    },
  );

  describe('by email address', () => {
    const countess = { preferred_username: 'countess' };

    const withProfileEmail = (email: string) =>
      createOauth2ProxyAuthModule({
        authHandler: async () => ({ profile: { email } }),
      });

    it.each([EMAIL, LOCAL_PART])(
      '($resolver) refuse an unverified address even if an authHandler returns it',
      async resolver => {
        const { status, body } = await refresh({
          ...named(resolver),
          module: withProfileEmail('ada@example.com'),
          claims: { ...countess, email_verified: 'false' },
        });
        expect({ status, code: body.error?.code }).toEqual({
          status: 403,
          code: 'email_not_verified',
        });
      },
    );

    it.each([EMAIL, LOCAL_PART])(
      '($resolver) use the verified address, not the one that an authHandler returns',
      async resolver => {
        const { body } = await refresh({
          ...named(resolver),
          module: withProfileEmail('castor@example.com'),
          claims: countess,
        });
        expect(body.profile.email).toBe('castor@example.com');
        expect(body.backstageIdentity.identity.userEntityRef).toBe(
          'user:default/ada',
        );
      },
    );

    it('refuse an unverified address if code passes them', async () => {
      const { body } = await refresh({
        module: createModule(oauth2ProxySignInResolvers[EMAIL.resolver]()),
        claims: { ...countess, email_verified: false },
      });
      expect(body.error.code).toBe('email_not_verified');
    });

    it('pass only a verified address to resolvers in code', async () => {
      const seen: unknown[] = [];
      const module = createModule(
        async ({ profile, result }, ctx) => {
          seen.push(profile.email, result.verifiedEmail);
          return ctx.issueToken({ claims: { sub: result.userEntityRef } });
        },
        async ({ fullProfile: { email } }) => ({ profile: { email } }),
      );
      await refresh({ module, claims: { email_verified: false } });
      await refresh({ module });
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
        const { status, body } = await refresh({
          ...named({ ...LOCAL_PART, allowedDomains: ['Example.com'] }),
          claims: { ...countess, email },
        });
        expect(status).toBe(expected);
        expect(body.error?.code).toBe(
          expected === 403 ? 'sign_in_denied' : undefined,
        );
      },
    );

    it('show the accepted domains if they refuse another one', async () => {
      const { body } = await refresh({
        ...named({ ...LOCAL_PART, allowedDomains: ['example.com'] }),
        claims: { email: 'ada@example.org' },
      });
      expect(body.error.message).toBe(
        'Your email address "ada@example.org" cannot be used here. It must end with @example.com.',
      );
    });
  });
});
