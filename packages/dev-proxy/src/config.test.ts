import { ConfigReader } from '@backstage/config';
import { DevProxyOptions, readDevProxyConfig } from './config';

const ORIGIN = 'http://localhost:3000';
const PROVIDER = 'auth.providers.oauth2proxy';

const settings = {
  app: { title: 'Portal', baseUrl: ORIGIN, listen: { port: 3001 } },
  backend: { baseUrl: ORIGIN, listen: { host: '127.0.0.1', port: 7007 } },
  auth: {
    providers: {
      oauth2proxy: { issuer: `${ORIGIN}/_idp`, audience: 'backstage' },
    },
  },
};

/** Reads the settings with some replaced. */
const read = (
  changes: Record<string, unknown> = {},
  options: DevProxyOptions = {},
) => {
  const data = structuredClone(settings);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce<any>((object, key) => object[key], data);
    parent[last] = value;
  }
  return readDevProxyConfig(
    new ConfigReader(JSON.parse(JSON.stringify(data))),
    options,
  );
};

describe('readDevProxyConfig', () => {
  it("reads everything from the app's and the backend's configuration", () => {
    expect(read()).toEqual({
      title: 'Portal',
      origin: ORIGIN,
      port: 3000,
      app: 'http://localhost:3001',
      backend: 'http://127.0.0.1:7007',
      issuer: `${ORIGIN}/_idp`,
      audience: 'backstage',
      header: 'X-OAUTH2-PROXY-ID-TOKEN',
      prefix: '/oauth2',
      cookieName: '_oauth2_proxy',
    });
  });

  it('accepts a configuration without the provider', () => {
    expect(read({ [PROVIDER]: undefined })).toMatchObject({
      issuer: `${ORIGIN}/_idp`,
      audience: 'backstage',
      header: 'X-OAUTH2-PROXY-ID-TOKEN',
    });
  });

  it.each([
    ['app', 'http://localhost:4001', 'http://localhost:4001'],
    ['app', 'http://127.0.0.1:4001/', 'http://127.0.0.1:4001'],
    ['backend', 'http://[::1]:4007', 'http://[::1]:4007'],
    ['prefix', '/sso/oauth2', '/sso/oauth2'],
  ] as const)('prefers --%s %s', (option, value, expected) => {
    const changes = {
      'app.listen': undefined,
      'app.auth': { proxyPrefix: '/_oauth2' },
    };
    const options = { app: 'http://localhost:3001', [option]: value };
    expect(read(changes, options)[option]).toBe(expected);
  });

  it('reads the name of the cookie from --cookie-name', () => {
    const { cookieName } = read({}, { 'cookie-name': '_portal' });
    expect(cookieName).toBe('_portal');
  });

  it.each([
    ['app', 'localhost:3001'],
    ['app', 'http://localhost:3001/path'],
    ['backend', 'https://localhost:7007'],
    ['prefix', 'oauth2'],
    ['prefix', '/'],
    ['prefix', '/oauth2/'],
    ['cookie-name', 'a b'],
  ])('refuses --%s %s and quotes the value', (option, value) => {
    const start = () => read({}, { [option]: value });
    expect(start).toThrow(`--${option} is ${value}`);
  });

  it.each([
    ['backend.listen', ':7008', 'backend', 'http://localhost:7008'],
    ['backend.listen', '7008', 'backend', 'http://localhost:7008'],
    ['backend.listen', '127.0.0.1:7008', 'backend', 'http://127.0.0.1:7008'],
    ['backend.listen.host', '0.0.0.0', 'backend', 'http://127.0.0.1:7007'],
    ['backend.listen.host', '::', 'backend', 'http://[::1]:7007'],
    ['backend.listen.port', '7008', 'backend', 'http://127.0.0.1:7008'],
    ['app.baseUrl', `${ORIGIN}/`, 'origin', ORIGIN],
    ['app.auth', { proxyPrefix: '/_oauth2' }, 'prefix', '/_oauth2'],
    ['app.title', undefined, 'title', 'Backstage'],
    [`${PROVIDER}.audience`, ['a', 'b'], 'audience', 'a'],
    [`${PROVIDER}.header`, 'X-Id', 'header', 'X-Id'],
    [`${PROVIDER}.jwksUri`, `${ORIGIN}/_idp/jwks`, 'audience', 'backstage'],
    [`${PROVIDER}.algorithms`, ['ES256', 'RS256'], 'audience', 'backstage'],
  ] as const)('uses %s: %j', (setting, value, key, expected) => {
    expect(read({ [setting]: value })[key]).toBe(expected);
  });

  it.each([{}, { signIn: { resolvers: [] } }])(
    'issues its own tokens if the backend does not verify them: %j',
    block => {
      expect(read({ [PROVIDER]: block })).toMatchObject({
        issuer: `${ORIGIN}/_idp`,
        audience: 'backstage',
      });
    },
  );

  it.each([
    ['app.baseUrl', 'http://portal.example.com'],
    ['app.baseUrl', 'https://localhost:3000'],
    ['app.baseUrl', 'localhost:3000'],
    ['app.baseUrl', 'http://localhost:3000/portal'],
    ['app.baseUrl', 'http://ada@localhost:3000'],
    ['app.baseUrl', 'http://localhost:3000?a=b'],
    ['backend.baseUrl', 'http://localhost:7007'],
    ['backend.baseUrl', 'http://127.0.0.1:3000'],
    ['backend.listen', 'seven'],
    ['backend.listen', 'a:b:7007'],
    ['backend.listen', ':0'],
    ['backend.listen', ':70000'],
    [`${PROVIDER}.issuer`, 'http://localhost:4000/_idp'],
    [`${PROVIDER}.issuer`, 'http://localhost:3000/_idp/'],
    [`${PROVIDER}.jwksUri`, 'http://localhost:4000/jwks'],
    [`${PROVIDER}.header`, 'X Id'],
    [`${PROVIDER}.header`, 'X-Id:'],
  ])('refuses %s: %j and quotes the value', (key, value) => {
    const start = () => read({ [key]: value });
    expect(start).toThrow(key);
    expect(start).toThrow(value.replace(/^:/, ''));
  });

  it.each([
    ['app.title', ''],
    ['app.title', 5],
    ['app.baseUrl', undefined],
    ['app.baseUrl', ''],
    ['app.baseUrl', 3000],
    ['app.auth', { proxyPrefix: 'oauth2' }],
    ['app.listen', undefined],
    ['app.listen', { port: 3000 }],
    ['app.listen', { port: 7007 }],
    ['app.listen', { host: 5, port: 3001 }],
    ['backend.baseUrl', undefined],
    ['backend.listen', { port: 'x' }],
    ['backend.listen', { port: 1.5 }],
    ['backend.https', true],
    [PROVIDER, 'x'],
    [`${PROVIDER}.issuer`, undefined],
    [`${PROVIDER}.issuer`, ''],
    [`${PROVIDER}.audience`, undefined],
    [`${PROVIDER}.audience`, ''],
    [`${PROVIDER}.audience`, []],
    [`${PROVIDER}.audience`, ['']],
    [`${PROVIDER}.audience`, 5],
    [`${PROVIDER}.header`, ''],
    [`${PROVIDER}.algorithms`, ['ES256']],
    [`${PROVIDER}.algorithms`, []],
    [`${PROVIDER}.algorithms`, 'RS256'],
  ])('refuses %s: %j and shows the key', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(key);
  });

  it('never quotes a private key', () => {
    const https = { certificate: { key: 'secret' } };
    expect(() => read({ 'backend.https': https })).toThrow(/^(?!.*secret)/);
  });

  it('reports a port that is used twice', () => {
    expect(() => read({ 'backend.listen': ':3001' })).toThrow(
      'backend.listen uses port 3001, and so does app.listen.',
    );
  });
});
