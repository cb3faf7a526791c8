import { Oauth2ProxyConfig } from './config';
import { readIdentity } from './identity';
import { OAuth2ProxyClaims } from './types';

const claims = (replaced: Record<string, unknown>): OAuth2ProxyClaims => ({
  iss: 'https://idp.example.com',
  aud: 'backstage',
  sub: 'b2f1',
  exp: 2,
  iat: 1,
  preferred_username: 'ada',
  ...replaced,
});

const config: Oauth2ProxyConfig = {
  header: 'X-OAUTH2-PROXY-ID-TOKEN',
  usernameClaim: 'preferred_username',
  usernameDomains: [],
  exposeIdToken: false,
};

const withGroups: Oauth2ProxyConfig = { ...config, groupsClaim: 'groups' };

const refusal = (code: string) =>
  expect.objectContaining({ name: 'NotAllowedError', code });

describe('user names', () => {
  const userOf = (name: unknown, replaced: Partial<Oauth2ProxyConfig> = {}) =>
    readIdentity(claims({ preferred_username: name }), {
      ...config,
      ...replaced,
    }).userEntityRef;

  it.each(['ada', 'a', 'ada.lovelace', 'ada-l_2', '9', 'x'.repeat(63)])(
    'accepts %s',
    name => {
      expect(userOf(name)).toBe(`user:default/${name}`);
    },
  );

  it('treats capitals as entity references do', () => {
    expect(userOf('Ada')).toBe('user:default/ada');
  });

  it.each([undefined, null, ''])('refuses %p as missing', name => {
    expect(() => userOf(name)).toThrow(refusal('user_name_missing'));
  });

  it.each([
    ['a number', 7],
    ['a list', ['ada']],
    ['an object', { name: 'ada' }],
    ['64 characters', 'x'.repeat(64)],
    ['a slash', 'team/ada'],
    ['a colon', 'user:ada'],
    ['a space', 'ada lovelace'],
    ['a space at the end', 'ada '],
    ['a line break at the end', 'ada\n'],
    ['letters beyond ASCII', 'adà'],
    ['letters that look like ASCII', 'аda'],
    ['a dot at the end', 'ada.'],
    ['an e-mail address', 'ada@example.com'],
    ['the path to another entity', '../group:default/admins'],
  ])('refuses %s', (_, name) => {
    expect(() => userOf(name)).toThrow(refusal('user_name_invalid'));
  });

  it('names what it refuses, but not at any length', () => {
    expect(() => userOf('ada lovelace')).toThrow('"ada lovelace"');
    expect(() => userOf('y'.repeat(5000))).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^.{50,300}$/),
      }),
    );
  });

  it('takes another claim if configured', () => {
    expect(userOf('not ok', { usernameClaim: 'sub' })).toBe(
      'user:default/b2f1',
    );
  });

  describe('with usernameDomains', () => {
    const options = { usernameDomains: ['example.com'] };

    it('takes a listed domain off', () => {
      expect(userOf('ada@example.com', options)).toBe('user:default/ada');
      expect(userOf('ada@EXAMPLE.com', options)).toBe('user:default/ada');
    });

    it.each([
      'ada@evil.com',
      'ada@sub.example.com',
      'ada@evil.com@example.com',
      '@example.com',
      'ada@example.com ',
    ])('refuses %s', name => {
      expect(() => userOf(name, options)).toThrow(refusal('user_name_invalid'));
    });

    it('leaves names without a domain as they are', () => {
      expect(userOf('ada', options)).toBe('user:default/ada');
    });
  });
});

describe('groups', () => {
  const groupsOf = (groups: unknown, replaced = withGroups) =>
    readIdentity(claims({ groups }), replaced).ownershipEntityRefs;

  it('are what the person owns through, after the person', () => {
    expect(groupsOf(['platform', 'Admins', 'platform'])).toEqual([
      'user:default/ada',
      'group:default/platform',
      'group:default/admins',
    ]);
  });

  it('are not read unless a claim is configured', () => {
    expect(groupsOf(['platform'], config)).toEqual(['user:default/ada']);
  });

  it.each([undefined, null, []])('may be %p', groups => {
    expect(groupsOf(groups)).toEqual(['user:default/ada']);
  });

  it('that are no entity names are left out and counted', () => {
    expect(
      readIdentity(
        claims({ groups: ['/platform', 'a b', 'payments'] }),
        withGroups,
      ),
    ).toEqual({
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
      groupsLeftOut: 2,
    });
  });

  it.each([
    ['a string', 'platform'],
    ['an object', { platform: true }],
    ['a list with something else in it', ['platform', 7]],
  ])('that are %s are refused', (_, groups) => {
    expect(() => groupsOf(groups)).toThrow(refusal('groups_invalid'));
  });

  describe('with groups.allow', () => {
    const restricted = { ...withGroups, allowedGroups: ['/engineering'] };

    it('let members of one of them in', () => {
      expect(groupsOf(['x', '/engineering'], restricted)).toEqual([
        'user:default/ada',
        'group:default/x',
      ]);
    });

    it.each([undefined, [], ['engineering'], ['/Engineering']])(
      'keep people with %p out',
      groups => {
        expect(() => groupsOf(groups, restricted)).toThrow(
          refusal('groups_not_allowed'),
        );
      },
    );
  });
});
