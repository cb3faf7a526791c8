import { refusal, verifiedClaims } from './__testUtils__/claims';
import { readValidBlock } from './__testUtils__/config';
import { readClaim, readUserEntityRef } from './claims';

describe('readClaim', () => {
  it.each([
    ['sub', { sub: 'b2f1' }, 'b2f1'],
    ['a.b.c', { a: { b: { c: 1 } } }, 1],
    ['a.b.c', { 'a.b': { c: 1 } }, 1],
    ['a.b.c', { a: { 'b.c': 1 } }, 1],
    ['a.b.c', { 'a.b.c': 1, 'a.b': { c: 2 }, a: { b: { c: 3 } } }, 1],
    ['a.b.c', { 'a.b': { c: 1 }, a: { b: { c: 2 } } }, 1],
    ['a.b.c', { 'a.b': {}, a: { b: { c: 1 } } }, 1],
    ['a.b', { a: { b: null } }, null],
    ['https://a.example/b', { 'https://a.example/b': 1 }, 1],
    ['__proto__.b', JSON.parse('{"__proto__":{"b":1}}'), 1],
  ])('reads %s of %j', (path, claims, value) => {
    expect(readClaim(claims, path)).toBe(value);
  });

  it.each([
    ['a.b', { a: 'text' }],
    ['a.length', { a: 'text' }],
    ['a.0', { a: ['text'] }],
    ['a.b', { a: null }],
    ['a.', { a: { b: 1 } }],
    ['.a', { a: 1 }],
    ['constructor', {}],
    ['constructor.name', {}],
    ['__proto__', {}],
    ['a.toString', { a: {} }],
  ])('finds nothing under %s in %j', (path, claims) => {
    expect(readClaim(claims, path)).toBeUndefined();
  });
});

describe('readUserEntityRef', () => {
  const read = (claims: Record<string, unknown>, block: object = {}) =>
    readUserEntityRef(verifiedClaims(claims), readValidBlock(block));
  const userOf = (name: unknown, block: object = {}) =>
    read({ preferred_username: name }, block);

  it.each([
    'ada',
    'a',
    'ada.lovelace',
    'ada-l_2',
    '9',
    'x'.repeat(63),
    'constructor',
  ])('accepts %s', name => {
    expect(userOf(name)).toBe(`user:default/${name}`);
  });

  it("ignores the name's case", () => {
    expect(userOf('Ada')).toBe('user:default/ada');
  });

  it.each([undefined, null, ''])('refuses %p as missing', name => {
    expect(() => userOf(name)).toThrow(refusal('user_name_missing'));
  });

  it.each([
    ['64 characters', 'x'.repeat(64)],
    ['a slash', 'team/ada'],
    ['a colon', 'user:ada'],
    ['a space', 'ada lovelace'],
    ['a space at the end', 'ada '],
    ['a line break at the end', 'ada\n'],
    ['letters beyond ASCII', 'adà'],
    ['letters that look like ASCII', 'аda'],
    ['a dot at the end', 'ada.'],
    ['an email address', 'ada@example.com'],
    ['the path to another entity', '../group:default/admins'],
    ["the name of an object's prototype", '__proto__'],
  ])('refuses %s', (_, name) => {
    expect(() => userOf(name)).toThrow(refusal('user_name_invalid'));
  });

  it.each([
    [7, 'a number'],
    [true, 'a boolean'],
    [['ada'], 'a list'],
    [{ name: 'ada' }, 'an object'],
  ])('reports the type of %p', (name, type) => {
    expect(() => userOf(name)).toThrow(
      refusal(
        'user_name_invalid',
        `The claim 'preferred_username' is ${type}. A user name must be text.`,
      ),
    );
  });

  it('quotes a refused name on one line and shortens it', () => {
    expect(() => userOf('ada\nlovelace\u2028')).toThrow(
      '"ada\\nlovelace?" cannot be used',
    );
    expect(() => userOf('y'.repeat(5000))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^.{50,300}$/),
      }),
    );
  });

  it('reads another claim if configured', () => {
    expect(userOf('not ok', { usernameClaim: 'sub' })).toBe(
      'user:default/b2f1',
    );
  });

  it('reads a nested claim if configured', () => {
    expect(
      read({ account: { login: 'grace' } }, { usernameClaim: 'account.login' }),
    ).toBe('user:default/grace');
  });

  it.each(['constructor', 'toString', '__proto__', 'account.constructor'])(
    'does not read the inherited property %s',
    usernameClaim => {
      expect(() => read({ account: {} }, { usernameClaim })).toThrow(
        refusal('user_name_missing'),
      );
    },
  );

  describe('with usernameDomains', () => {
    const one = { usernameDomains: ['example.com'] };

    it.each(['ada@example.com', 'ada@EXAMPLE.com'])(
      'removes an accepted domain from %s',
      name => {
        expect(userOf(name, one)).toBe('user:default/ada');
      },
    );

    it.each([
      'ada@evil.com',
      'ada@sub.example.com',
      'ada@example.com ',
      'ada@example.com.',
      'ada@',
      'ada example.com',
    ])('refuses %s and shows the accepted domain', name => {
      expect(() => userOf(name, one)).toThrow(
        refusal('user_name_invalid', 'It must end with @example.com.'),
      );
    });

    it('shows all accepted domains', () => {
      const usernameDomains = 'Example.com, example.org';
      expect(() => userOf('ada@evil.com', { usernameDomains })).toThrow(
        '@example.com or @example.org',
      );
    });

    it.each(['ada@evil.com@example.com', '@example.com'])(
      'refuses %s, which is not a valid entity name without its domain',
      name => {
        expect(() => userOf(name, one)).toThrow(refusal('user_name_invalid'));
      },
    );

    it('refuses a name without a domain, because the same name with one may be another user', () => {
      expect(() => userOf('ada', one)).toThrow(
        refusal('user_name_invalid', 'It must end with @example.com.'),
      );
    });
  });

  describe('for an email address', () => {
    const domains = { usernameDomains: ['example.com'] };
    const byEmail = { ...domains, usernameClaim: 'email' };
    const trusting = { dangerouslyTrustEmailWithoutVerification: true };
    const email = 'ada@example.com';

    it.each([true, 'true'])(
      'accepts it if email_verified is %p',
      email_verified => {
        expect(read({ email, email_verified }, byEmail)).toBe(
          'user:default/ada',
        );
      },
    );

    it.each([false, 'false', 'TRUE', 'yes', '', 1, 0, null, {}, [true]])(
      'refuses it if email_verified is %p, even if addresses are trusted without it',
      email_verified => {
        for (const block of [byEmail, { ...byEmail, ...trusting }]) {
          expect(() => read({ email, email_verified }, block)).toThrow(
            refusal('email_not_verified', `"${email}" is not verified`),
          );
        }
      },
    );

    it('refuses it without email_verified unless configuration trusts it', () => {
      expect(() => read({ email }, byEmail)).toThrow(
        refusal('email_not_verified', "claim 'email_verified'"),
      );
      expect(read({ email }, { ...byEmail, ...trusting })).toBe(
        'user:default/ada',
      );
    });

    it.each(['preferred_username', 'upn', 'login.name'])(
      'refuses it in the claim %s if the token says that this address is not verified',
      usernameClaim => {
        const claims = {
          preferred_username: 'Ada@Example.com',
          upn: email,
          login: { name: email },
          email,
          email_verified: false,
        };
        expect(() => read(claims, { ...domains, usernameClaim })).toThrow(
          refusal('email_not_verified'),
        );
      },
    );

    it('accepts it in another claim if the token says nothing about verification', () => {
      expect(read({ preferred_username: email, email }, domains)).toBe(
        'user:default/ada',
      );
    });

    it('accepts it in another claim if only a different address is not verified', () => {
      const claims = {
        preferred_username: email,
        email: 'ada@home.example',
        email_verified: false,
      };
      expect(read(claims, domains)).toBe('user:default/ada');
    });
  });
});
