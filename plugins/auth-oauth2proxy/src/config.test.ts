import { ConfigReader } from '@backstage/config';
import { readOauth2ProxyConfig, readProviderBlock } from './config';

const read = (block: object, development = false) =>
  readOauth2ProxyConfig(
    readProviderBlock(
      new ConfigReader({ auth: { providers: { oauth2proxy: block } } }),
    ),
    { development },
  );

const valid = { issuer: 'https://idp.example.com/', audience: 'backstage' };

describe('the block of the provider', () => {
  it.each([
    ['missing', {}],
    ['null', { auth: { providers: { oauth2proxy: null } } }],
  ])('is an error when %s', (_, config) => {
    expect(() => readProviderBlock(new ConfigReader(config))).toThrow(
      /^auth\.providers\.oauth2proxy is missing\. Set issuer and audience/,
    );
  });

  it('is an error under the spelling of the upstream provider', () => {
    const config = { auth: { providers: { oauth2Proxy: valid } } };
    expect(() => readProviderBlock(new ConfigReader(config))).toThrow(
      'spelt oauth2proxy, all in lower case',
    );
  });

  it('is an error when it is no object', () => {
    const config = { auth: { providers: { oauth2proxy: true } } };
    expect(() => readProviderBlock(new ConfigReader(config))).toThrow(
      'auth.providers.oauth2proxy',
    );
  });
});

describe('readOauth2ProxyConfig', () => {
  const env = process.env.NODE_ENV;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV: env });
  });

  it('fills in what is not there', () => {
    expect(read(valid)).toEqual({
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
      groupsClaim: undefined,
      allowedGroups: undefined,
      exposeIdToken: false,
    });
  });

  it('takes everything that can be set', () => {
    expect(
      read({
        ...valid,
        audience: ['a', 'b'],
        jwksUri: 'http://keycloak:8080/certs',
        algorithms: ['ES256'],
        clockTolerance: { seconds: 30 },
        header: 'X-Id-Token',
        usernameClaim: 'sub',
        usernameDomains: ['Example.com'],
        groupsClaim: 'roles',
        groups: { allow: ['staff'] },
        exposeIdToken: true,
      }),
    ).toEqual({
      verification: {
        issuer: 'https://idp.example.com/',
        audience: ['a', 'b'],
        jwksUri: 'http://keycloak:8080/certs',
        algorithms: ['ES256'],
        clockTolerance: 30,
      },
      header: 'X-Id-Token',
      usernameClaim: 'sub',
      usernameDomains: ['example.com'],
      groupsClaim: 'roles',
      allowedGroups: ['staff'],
      exposeIdToken: true,
    });
  });

  it.each<[string, string, object]>([
    ['issuer', 'is missing', { audience: 'a' }],
    ['issuer', 'is missing', { groupsClaim: 'groups' }],
    ['issuer', 'is missing', { jwksUri: 'https://idp/keys' }],
    ['issuer', 'http or https URL', { ...valid, issuer: 'idp.example.com' }],
    ['issuer', 'http or https URL', { ...valid, issuer: 'file:///etc' }],
    ['audience', 'is missing', { issuer: valid.issuer }],
    ['audience', 'is missing', { ...valid, audience: [] }],
    ['audience', '', { ...valid, audience: '' }],
    ['audience', '', { ...valid, audience: 7 }],
    ['audience', '', { ...valid, audience: [''] }],
    ['jwksUri', 'http or https URL', { ...valid, jwksUri: '/keys' }],
    ['algorithms', "'HS256'", { ...valid, algorithms: ['RS256', 'HS256'] }],
    ['algorithms', "'none'", { ...valid, algorithms: ['none'] }],
    ['algorithms', 'asymmetric', { ...valid, algorithms: [] }],
    ['clockTolerance', '', { ...valid, clockTolerance: { hours: 1 } }],
    ['clockTolerance', '', { ...valid, clockTolerance: 'soon' }],
    ['groupsClaim', 'is missing', { ...valid, groups: { allow: ['a'] } }],
    ['isuer', 'is not a key', { ...valid, isuer: 'typo' }],
    ['groups.alow', 'is not a key', { ...valid, groups: { alow: ['a'] } }],
    ['header', 'name of a header', { ...valid, header: 'X Id: Token' }],
    ['clockTolerance', 'duration', { ...valid, clockTolerance: 30 }],
    ['exposeIdToken', '', { ...valid, exposeIdToken: 'perhaps' }],
  ])('names %s when it is wrong (%s)', (key, text, block) => {
    const message = expect.stringMatching(
      new RegExp(`auth\\.providers\\.oauth2proxy.${key}`),
    );
    expect(() => read(block)).toThrow(expect.objectContaining({ message }));
    expect(() => read(block)).toThrow(text);
  });

  it.each(['45s', { seconds: 45 }, 'PT45S'])(
    'takes a clock tolerance of %p',
    clockTolerance => {
      const { verification } = read({ ...valid, clockTolerance });
      expect(verification?.clockTolerance).toBe(45);
    },
  );

  it('leaves keys alone that Backstage has for every provider', () => {
    const signIn = { resolvers: [{ resolver: 'any' }] };
    expect(() =>
      read({ ...valid, signIn, sessionDuration: '1h' }),
    ).not.toThrow();
  });

  describe('an empty block', () => {
    it('decodes in development', () => {
      expect(read({}, true).verification).toBeUndefined();
    });

    it('may name resolvers', () => {
      const signIn = { resolvers: [{ resolver: 'any' }] };
      expect(read({ signIn }, true).verification).toBeUndefined();
    });

    it('is an error in development too once it says anything about identities', () => {
      expect(() => read({ usernameClaim: 'sub' }, true)).toThrow(
        'auth.providers.oauth2proxy.issuer is missing',
      );
    });

    it('is an error outside development, which says where the issuer is found', () => {
      expect(() => read({})).toThrow(
        /auth\.providers\.oauth2proxy\.issuer is missing.*openid-configuration/,
      );
    });

    it('is an error under NODE_ENV=production, whatever auth.environment is', () => {
      Object.assign(process.env, { NODE_ENV: 'production' });
      expect(() => read({}, true)).toThrow(
        'auth.providers.oauth2proxy.issuer is missing',
      );
    });

    it('has to be quite empty of rules: half a configuration is an error in development too', () => {
      expect(() => read({ issuer: valid.issuer }, true)).toThrow(
        'auth.providers.oauth2proxy.audience is missing',
      );
    });
  });
});
