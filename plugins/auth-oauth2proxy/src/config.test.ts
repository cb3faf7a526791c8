import { ConfigReader } from '@backstage/config';
import { readBlock, readValidBlock } from './__testUtils__/config';
import { readProviderBlock } from './config';

const valid = { issuer: 'https://idp.example.com/', audience: 'backstage' };

describe('readProviderBlock', () => {
  it.each([
    ['missing', {}],
    ['null', { auth: { providers: { oauth2proxy: null } } }],
  ])('refuses a block that is %s', (_, config) => {
    expect(() => readProviderBlock(new ConfigReader(config))).toThrow(
      /^auth\.providers\.oauth2proxy is missing\. Set issuer and audience/,
    );
  });

  it("refuses the upstream provider's spelling", () => {
    const config = { auth: { providers: { oauth2Proxy: valid } } };
    expect(() => readProviderBlock(new ConfigReader(config))).toThrow(
      'Rename that key to oauth2proxy, in lower case',
    );
  });

  it.each([true, 'text', [[]], 7])('refuses the block %p', block => {
    const config = { auth: { providers: { oauth2proxy: block } } };
    expect(() => readProviderBlock(new ConfigReader(config))).toThrow(
      'auth.providers.oauth2proxy',
    );
  });
});

describe('readOAuth2ProxyConfig', () => {
  const env = process.env.NODE_ENV;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: env });
  });

  it('has defaults', () => {
    expect(readBlock(valid)).toEqual({
      verification: {
        issuer: 'https://idp.example.com/',
        audience: ['backstage'],
        jwksUri: undefined,
        algorithms: expect.arrayContaining(['RS256', 'ES256', 'EdDSA']),
        clockTolerance: 10,
      },
      header: 'X-OAUTH2-PROXY-ID-TOKEN',
      usernameClaim: 'preferred_username',
      usernameDomains: [],
      dangerouslyTrustEmailWithoutVerification: false,
      onRename: 'keep',
      groupsFormat: 'list',
      groups: {},
      exposeIdToken: false,
      signIn: {},
    });
  });

  it('reads every key', () => {
    const identity = {
      header: 'X-Id-Token',
      usernameClaim: 'sub',
      dangerouslyTrustEmailWithoutVerification: true,
      onRename: 'refuse',
      previousIssuers: ['https://old.example.com'],
      subjectAnnotation: 'keycloak.org/id',
      groupsClaim: 'roles',
      groupsFormat: 'keys',
      groups: { allow: ['staff', 'CN=Staff,DC=example'] },
      exposeIdToken: true,
    };
    const verification = {
      issuer: 'https://idp.example.com',
      audience: ['a', 'b'],
      jwksUri: 'http://keycloak:8080/certs?p=policy',
      algorithms: ['ES256'],
    };
    const resolvers = [
      {
        resolver: 'usernameMatchingUserEntityName',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      },
      { resolver: 'emailMatchingUserEntityProfileEmail' },
    ];
    const localPart = { resolver: 'emailLocalPartMatchingUserEntityName' };
    expect(
      readBlock({
        ...verification,
        ...identity,
        clockTolerance: { seconds: 30 },
        usernameDomains: ['Example.com', 'bücher.example'],
        signIn: {
          resolvers: [
            ...resolvers,
            { ...localPart, allowedDomains: ['Example.com'] },
          ],
        },
      }),
    ).toEqual({
      verification: { ...verification, clockTolerance: 30 },
      ...identity,
      usernameDomains: ['example.com', 'bücher.example'],
      signIn: {
        resolvers: [
          ...resolvers,
          {
            ...localPart,
            allowedDomains: ['example.com'],
            dangerouslyAllowSignInWithoutUserInCatalog: false,
          },
        ],
      },
    });
  });

  it('reads values that environment variables set as text', () => {
    expect(
      readValidBlock({
        usernameDomains: 'Example.com, example.org',
        groupsClaim: 'groups',
        groups: { allow: 'staff,platform' },
        exposeIdToken: 'true',
        dangerouslyTrustEmailWithoutVerification: 'false',
      }),
    ).toMatchObject({
      usernameDomains: ['example.com', 'example.org'],
      groups: { allow: ['staff', 'platform'] },
      exposeIdToken: true,
      dangerouslyTrustEmailWithoutVerification: false,
    });
  });

  it.each([
    { usernameClaim: null, groups: null, signIn: null },
    { groups: {}, signIn: {}, usernameDomains: [] },
    { groups: { allow: null }, signIn: { resolvers: null } },
  ])('treats null and empty values as absent: %j', block => {
    expect(readValidBlock(block)).toEqual(readValidBlock());
  });

  it.each(['\u200bsub', 'sub\u0000', 's\u2028ub', 'sub\u00a0'])(
    'refuses the invisible character in %j',
    usernameClaim => {
      expect(() => readValidBlock({ usernameClaim })).toThrow(
        'auth.providers.oauth2proxy.usernameClaim is "',
      );
    },
  );

  const notUrls = [
    '',
    ' ',
    'idp.example.com',
    'file:///etc',
    'https://',
    'https:idp',
    ' https://idp ',
    'https://idp/ x',
    7,
    ['https://idp'],
  ];
  const notText = ['', ' ', ' x', 'x ', 'x\ny', 7, true, [], { a: 'b' }];
  const notFlags = ['', 'yes', 'TRUE', 1, 0, ['true'], {}];
  const notDomains = [
    '',
    ' ',
    '*',
    '*.example.com',
    '@example.com',
    'ada@example.com',
    'exam ple.com',
    '.example.com',
    'example.com.',
    'https://example.com',
  ];
  const inList = (values: unknown[]) => values.map(value => [value]);

  it.each<[string, unknown[]]>([
    ['issuer', [...notUrls, 'https://idp/?a', 'https://idp/#a']],
    ['audience', ['', ' ', 'a ', [], [''], [' '], ['a', ''], 7, [7], {}]],
    ['jwksUri', [...notUrls, '/keys']],
    [
      'algorithms',
      ['RS256', '', [], [''], ['HS256'], ['RS256', 'HS256'], ['none'], [7]],
    ],
    [
      'clockTolerance',
      ['', ' ', 'soon', 30, -1, {}, [], true, { hours: 1 }, { second: 1 }],
    ],
    ['header', [...notText, 'X Id: Token', 'X-Id,X-Token', 'X-Ïd']],
    ['usernameClaim', notText],
    [
      'usernameDomains',
      [...notDomains, ...inList(notDomains), ['a.com,b.com'], 'a.com,', 7, [7]],
    ],
    ['dangerouslyTrustEmailWithoutVerification', notFlags],
    ['onRename', ['', 'Keep', true, ['keep']]],
    ['previousIssuers', ['', [], [''], ['idp.example.com'], 'https://a,b', 7]],
    ['previousIssuers', [['https://idp.example.com/']]],
    ['subjectAnnotation', notText],
    ['groupsClaim', notText],
    ['groupsFormat', ['', 'List', 'map', 7, ['list']]],
    ['groups', ['a', '', ['a'], 7, true]],
    ['exposeIdToken', notFlags],
    ['signIn', ['', 'a', [], true]],
    ['sessionDuration', ['1h', { hours: 1 }, '']],
  ])('reports %s and quotes its value if it is invalid', (key, values) => {
    for (const value of values) {
      const [item] = Array.isArray(value) ? value.slice(-1) : [value];
      const quoted = JSON.stringify(item ?? value);
      const block = { groupsClaim: 'groups', [key]: value };
      const wrong = { value, read: () => readValidBlock(block) };
      expect(wrong.read).toThrow(`auth.providers.oauth2proxy.${key}`);
      expect(wrong.read).toThrow(quoted);
    }
  });

  it.each<[string, object]>([
    ['groups.allow is ""', { groups: { allow: '' } }],
    ['groups.allow is "a,,b"', { groups: { allow: 'a,,b' } }],
    ['groups.allow is []', { groups: { allow: [] } }],
    ['groups.allow[0] is ""', { groups: { allow: [''] } }],
    ['groups.allow[1] is " b"', { groups: { allow: ['a', ' b'] } }],
    ['groups.allow is 7', { groups: { allow: 7 } }],
    ['groups.map is []', { groups: { map: [] } }],
    ['groups.map is "a=b"', { groups: { map: 'a=b' } }],
    [
      'groups.map[0].from is "*/*"',
      { groups: { map: [{ from: '*/*', to: 'a' }] } },
    ],
    ['groups.map[0].to is missing', { groups: { map: [{ from: 'a' }] } }],
    [
      'groups.map[0].to is "a b"',
      { groups: { map: [{ from: 'a', to: 'a b' }] } },
    ],
    [
      'groups.map[0].to is "user:a"',
      { groups: { map: [{ from: 'a', to: 'user:a' }] } },
    ],
    [
      'groups.map has a \'*\' in "team-*"',
      { groups: { map: [{ from: 'a', to: 'team-*' }] } },
    ],
    ['groups.include is ""', { groups: { include: '' } }],
    ['groups.missing is "empty"', { groups: { missing: 'empty' } }],
    ['groups.include[0] is "*a*"', { groups: { include: ['*a*'] } }],
    ['signIn.resolvers is []', { signIn: { resolvers: [] } }],
    ['signIn.resolvers is "a"', { signIn: { resolvers: 'a' } }],
    ['signIn.resolvers[0] is "a"', { signIn: { resolvers: ['a'] } }],
    [
      'signIn.resolvers[0].resolver is missing',
      { signIn: { resolvers: [{}] } },
    ],
  ])('says that %s', (text, block) => {
    expect(() => readValidBlock({ groupsClaim: 'groups', ...block })).toThrow(
      `auth.providers.oauth2proxy.${text}`,
    );
  });

  it.each<[string, object]>([
    ['isuer', { isuer: 'typo' }],
    ['clientSecret', { clientSecret: 'hunter2' }],
    ['development', { development: valid }],
    ['groups.alow', { groups: { alow: ['a'] } }],
    ['signIn.resolver', { signIn: { resolver: 'a' } }],
    [
      'signIn.resolvers[0].allowedDomains',
      {
        signIn: {
          resolvers: [
            {
              resolver: 'emailMatchingUserEntityProfileEmail',
              allowedDomains: ['example.com'],
            },
          ],
        },
      },
    ],
  ])('says that %s is not a key, without its value', (key, block) => {
    const read = () => readValidBlock({ groupsClaim: 'groups', ...block });
    expect(read).toThrow(
      `auth.providers.oauth2proxy.${key} is not a key of this provider. The`,
    );
    expect(read).not.toThrow('hunter2');
  });

  it.each<[string, object]>([
    ['resolver is "guess"', { resolver: 'guess' }],
    ['resolver is "constructor"', { resolver: 'constructor' }],
    ['resolver is 7', { resolver: 7 }],
    [
      'dangerouslyAllowSignInWithoutUserInCatalog is "yes"',
      {
        resolver: 'usernameMatchingUserEntityName',
        dangerouslyAllowSignInWithoutUserInCatalog: 'yes',
      },
    ],
    ...[['@x'], '@x', [], ['a.com,b.com'], [7]].map(
      (allowedDomains): [string, object] => [
        `allowedDomains${
          typeof allowedDomains === 'string' || !allowedDomains.length
            ? ` is ${JSON.stringify(allowedDomains)}`
            : `[0] is ${JSON.stringify(allowedDomains[0])}`
        }`,
        { resolver: 'emailLocalPartMatchingUserEntityName', allowedDomains },
      ],
    ),
  ])(
    'says that the option %s of a named resolver is invalid',
    (text, resolver) => {
      const signIn = {
        resolvers: [{ resolver: 'usernameMatchingUserEntityName' }, resolver],
      };
      expect(() => readValidBlock({ signIn })).toThrow(
        `auth.providers.oauth2proxy.signIn.resolvers[1].${text}`,
      );
    },
  );

  it.each([
    { groups: { allow: ['a'] } },
    { groups: { map: [{ from: 'a', to: 'b' }] } },
    { groups: { include: ['a'] } },
    { groupsFormat: 'keys' },
  ])('refuses %j without groupsClaim, because it has no effect', block => {
    expect(() => readValidBlock(block)).toThrow(
      'auth.providers.oauth2proxy.groupsClaim is missing',
    );
  });

  it.each([
    ['issuer', { audience: 'a' }],
    ['issuer', { groupsClaim: 'groups' }],
    ['issuer', { jwksUri: 'https://idp/keys' }],
    ['audience', { issuer: valid.issuer }],
  ])('says that %s is missing', (key, block) => {
    expect(() => readBlock(block)).toThrow(
      `auth.providers.oauth2proxy.${key} is missing. `,
    );
  });

  it('reports all errors at once', () => {
    expect(() => readBlock({ issuer: 'idp', header: '', isuer: 1 })).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(
          /issuer is "idp".*\n.*audience is missing.*\n.*header is "".*\n.*isuer is not a key/s,
        ),
      }),
    );
  });

  it.each(['issuer', 'jwksUri'])(
    'refuses credentials in %s and does not quote them',
    key => {
      const read = () => readValidBlock({ [key]: 'https://me:pa/ss@idp/x' });
      const readPlain = () => readValidBlock({ [key]: 'https://me:pass@idp' });
      expect(readPlain).toThrow(`oauth2proxy.${key} is "https://…@idp"`);
      expect(read).not.toThrow('ss@');
    },
  );

  it.each([
    ['45s', 45],
    [{ seconds: 45 }, 45],
    ['PT45S', 45],
    ['0s', 0],
    ['5m', 300],
    [{ seconds: 300 }, 300],
  ])('accepts a clock tolerance of %j', (clockTolerance, seconds) => {
    const { verification } = readValidBlock({ clockTolerance });
    expect(verification?.clockTolerance).toBe(seconds);
  });

  it.each(['301s', { seconds: 301 }, { seconds: 300.001 }, '-1s'])(
    'refuses a clock tolerance of %j, which is not between zero and five minutes',
    clockTolerance => {
      expect(() => readValidBlock({ clockTolerance })).toThrow(
        'between 0 and 300 seconds',
      );
    },
  );

  it.each(['P90D', '90d', { days: 90 }])(
    'accepts expireAfter %j',
    expireAfter => {
      const config = readValidBlock({ expireAfter });
      expect(config.expireAfter).toBe(90 * 24 * 60 * 60);
    },
  );

  it.each(['PT59M', '0s', 90, '90', 'never', ''])(
    'refuses expireAfter %j',
    expireAfter => {
      expect(() => readValidBlock({ expireAfter })).toThrow(
        'auth.providers.oauth2proxy.expireAfter is',
      );
    },
  );

  describe('an empty block', () => {
    const resolvers = [{ resolver: 'usernameMatchingUserEntityName' }];

    it.each([{}, { signIn: { resolvers } }])(
      'is accepted in development, also with resolvers: %j',
      block => {
        expect(readBlock(block, true).verification).toBeUndefined();
      },
    );

    it('is refused in development if it has a key about identities', () => {
      expect(() => readBlock({ usernameClaim: 'sub' }, true)).toThrow(
        'auth.providers.oauth2proxy.issuer is missing',
      );
    });

    it('is refused outside development, and the error says where to find the issuer', () => {
      expect(() => readBlock({})).toThrow(
        /auth\.providers\.oauth2proxy\.issuer is missing.*openid-configuration/,
      );
    });

    it('is refused under NODE_ENV=production, whatever auth.environment is', () => {
      Object.assign(process.env, { NODE_ENV: 'production' });
      expect(() => readBlock({}, true)).toThrow(
        'auth.providers.oauth2proxy.issuer is missing',
      );
    });

    it('is refused in development if only the issuer is set', () => {
      expect(() => readBlock({ issuer: valid.issuer }, true)).toThrow(
        'auth.providers.oauth2proxy.audience is missing',
      );
    });
  });
});
