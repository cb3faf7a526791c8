import { mockServices } from '@backstage/backend-test-utils';
import { Oauth2ProxyConfig } from './config';
import { readGroupEntityRefs, readUserEntityRef } from './identity';
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
    readUserEntityRef(claims({ preferred_username: name }), {
      ...config,
      ...replaced,
    });

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

  it('names what it refuses, but not at any length and on one line', () => {
    expect(() => userOf('ada\nlovelace\u2028')).toThrow(
      '"ada\\nlovelace?" cannot be used',
    );
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
  const logger = mockServices.logger.mock();
  const groupsOf = (groups: unknown, replaced = withGroups) =>
    readGroupEntityRefs(claims({ groups }), replaced, logger);

  it('are entity references, each once', () => {
    expect(groupsOf(['platform', 'Admins', 'platform'])).toEqual([
      'group:default/platform',
      'group:default/admins',
    ]);
  });

  it('are not read unless a claim is configured', () => {
    expect(groupsOf(['platform'], config)).toEqual([]);
  });

  it.each([undefined, null, []])('may be %p', groups => {
    expect(groupsOf(groups)).toEqual([]);
  });

  it('that are no entity names are left out, and one line of the log says how many', () => {
    expect(groupsOf(['/platform', 'a\nb', 'payments'])).toEqual([
      'group:default/payments',
    ]);
    expect(logger.info.mock.calls).toEqual([
      [
        'Left out 2 of 3 groups of an ID token, whose names are no entity names',
      ],
    ]);
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

    it('tell people which groups they are in', () => {
      expect(() => groupsOf(['platform', 'a\nb'], restricted)).toThrow(
        `Yours are ["platform","a\\nb"] (claim 'groups')`,
      );
    });
  });
});
