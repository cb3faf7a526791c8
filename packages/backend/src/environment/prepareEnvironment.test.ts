import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { prepareEnvironment } from './prepareEnvironment';

const prepare = (env: NodeJS.ProcessEnv) => {
  prepareEnvironment(env);
  return env;
};

/** Returns the cache's URL from the configuration. */
const cacheOf = (env: NodeJS.ProcessEnv): string =>
  JSON.parse(prepare(env).APP_CONFIG_backend_cache!).connection;

describe('prepareEnvironment', () => {
  it.each(['', ' ', '\t'])(
    'treats a variable with the value "%s" as unset',
    value => {
      expect(prepare({ SIGN_OUT_URL: value, CACHE_URL: value })).toEqual({});
    },
  );

  it('leaves other variables as they are', () => {
    const env = {
      SIGN_OUT_URL: ' https://idp.example.com ',
      OIDC_CLIENT_ID: '007',
    };
    expect(prepare({ ...env })).toEqual(env);
  });

  describe('secret files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    const write = (content: string) => {
      const file = join(folder, 'secret');
      writeFileSync(file, content);
      return file;
    };

    afterAll(() => rmSync(folder, { recursive: true }));

    it.each([
      ['p@ss', 'p@ss'],
      ['p@ss\n', 'p@ss'],
      ['p@ss\r\n', 'p@ss'],
      ['p@ss\n\n', 'p@ss\n'],
      [' p@ss ', ' p@ss '],
    ])('lose one trailing line break: %j', (content, secret) => {
      expect(prepare({ POSTGRES_PASSWORD_FILE: write(content) })).toMatchObject(
        { POSTGRES_PASSWORD: secret },
      );
    });

    it("can contain the cache's password", () => {
      const env = { CACHE_HOST: 'valkey', CACHE_PASSWORD_FILE: write('a b') };
      expect(cacheOf(env)).toBe('redis://:a%20b@valkey:6379');
    });

    it("can contain the cache's URL", () => {
      const env = { CACHE_URL_FILE: write('redis://valkey') };
      expect(cacheOf(env)).toBe('redis://valkey');
    });

    it("can contain the CI jobs' token", () => {
      const token = '0123456789abcdef0123456789abcdef';
      const { APP_CONFIG_backend_auth_externalAccess: access } = prepare({
        CI_TOKEN_FILE: write(token),
      });
      expect(JSON.parse(access!)).toMatchObject([{ options: { token } }]);
    });

    it('must not be combined with the variable', () => {
      const env = {
        POSTGRES_PASSWORD: 'a',
        POSTGRES_PASSWORD_FILE: write('b'),
      };
      expect(() => prepare(env)).toThrow(
        'POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are both set',
      );
    });

    it('replace a blank variable', () => {
      const env = { POSTGRES_PASSWORD: '', POSTGRES_PASSWORD_FILE: write('b') };
      expect(prepare(env).POSTGRES_PASSWORD).toBe('b');
    });

    it('must exist', () => {
      expect(() =>
        prepare({ CACHE_PASSWORD_FILE: join(folder, 'none') }),
      ).toThrow(/^CACHE_PASSWORD_FILE is ".*none", .* ENOENT$/);
    });

    it.each(['', '\n', '  '])('must not be empty: %j', content => {
      expect(() => prepare({ POSTGRES_PASSWORD_FILE: write(content) })).toThrow(
        /^POSTGRES_PASSWORD_FILE is .* empty/,
      );
    });

    it('are ignored for variables that are not settings', () => {
      expect(
        prepare({ SSL_CERT_FILE: join(folder, 'none') }),
      ).not.toHaveProperty('SSL_CERT');
    });
  });

  describe('the cache', () => {
    it('is in memory unless a variable sets its location', () => {
      expect(prepare({})).toEqual({});
    });

    it.each([
      'redis://valkey:6379',
      'redis://valkey',
      'rediss://cache:p%40ss@cache.example.com:6380/2',
      'redis://:secret@[::1]:6379/',
    ])('is at CACHE_URL: %s', CACHE_URL => {
      expect(cacheOf({ CACHE_URL })).toBe(CACHE_URL);
    });

    it.each([
      'p@ss:w/rd#%?&',
      '%41',
      'ends with:',
      '50% off',
      `quotes ' and "`,
      '[a]{b}|\\^`<>',
      'päss→',
      '@@@',
      ' ',
    ])('can have any characters in its password: %s', password => {
      const address = cacheOf({
        CACHE_HOST: 'valkey',
        CACHE_USERNAME: 'ca:che@',
        // A password that consists only of blanks counts as not set.
        CACHE_PASSWORD: `${password}x`,
      });
      const url = new URL(address);
      expect(decodeURIComponent(url.password)).toBe(`${password}x`);
      expect(decodeURIComponent(url.username)).toBe('ca:che@');
      expect(url.host).toBe('valkey:6379');
    });

    it('can have another port and no password', () => {
      const env = { CACHE_HOST: '10.0.0.7', CACHE_PORT: '6380' };
      expect(cacheOf(env)).toBe('redis://10.0.0.7:6380');
    });

    it('is at CACHE_URL even if CACHE_HOST is also set', () => {
      const CACHE_URL = 'redis://elsewhere';
      expect(cacheOf({ CACHE_URL, CACHE_HOST: 'valkey' })).toBe(CACHE_URL);
    });

    it.each([
      'valkey:6379',
      'http://valkey:6379',
      'redis://',
      'redis:///0',
      'redis://cache:s3cr3t@',
      'redis://cache:s3cr3t@valkey:port',
      'redis://cache:s3cr3t@ss/w@valkey:6379',
      'redis://cache:s3cr3t/w@valkey:6379',
      'redis://cache:s3cr3t#w@valkey:6379',
      'redis://cache:6379?s3cr3t@valkey:6379',
      'redis://cache:s3cr3t%@valkey:6379',
      'redis://cache:s3cr3t@valkey:6379/cache',
      ' s3cr3t',
    ])(
      'must not have an invalid URL, and the error does not quote it: %s',
      CACHE_URL => {
        const start = () => prepare({ CACHE_URL });
        expect(start).toThrow(/^CACHE_URL /);
        expect(start).not.toThrow(/s3cr3t/);
      },
    );

    it.each([
      ['CACHE_HOST', { CACHE_HOST: 'redis://valkey' }],
      ['CACHE_HOST', { CACHE_HOST: 'valkey:6379' }],
      ['CACHE_HOST', { CACHE_HOST: 'a b' }],
      ['CACHE_PORT', { CACHE_HOST: 'valkey', CACHE_PORT: 'redis' }],
      ['CACHE_PORT', { CACHE_HOST: 'valkey', CACHE_PORT: '70000' }],
      [
        'CACHE_PORT',
        { CACHE_HOST: 'valkey', CACHE_PORT: 'tcp://10.0.0.1:6379' },
      ],
      ['CACHE_USERNAME', { CACHE_PASSWORD: 'without a host' }],
      ['CACHE_USERNAME', { CACHE_HOST: 'valkey', CACHE_USERNAME: 'cache' }],
    ])('must not have a wrong %s: %j', (variable, env) => {
      expect(() => prepare(env)).toThrow(new RegExp(`^${variable} `));
    });
  });

  describe('CI_TOKEN', () => {
    const token = '0123456789abcdef0123456789abcdef';

    it('gives CI jobs three catalog permissions', () => {
      const { APP_CONFIG_backend_auth_externalAccess: access } = prepare({
        CI_TOKEN: token,
      });
      expect(JSON.parse(access!)).toEqual([
        {
          type: 'static',
          options: { token, subject: 'ci' },
          accessRestrictions: [
            {
              plugin: 'catalog',
              permission: [
                'catalog.entity.read',
                'catalog.entity.refresh',
                'catalog.entity.validate',
              ],
            },
          ],
        },
      ]);
    });

    it.each(['s3cr3t', `${token} `, `s3cr3t ${token}`])(
      'is refused without being quoted if it is weak: %j',
      CI_TOKEN => {
        const start = () => prepare({ CI_TOKEN });
        expect(start).toThrow(/^CI_TOKEN must have at least 32 characters/);
        expect(start).not.toThrow(/s3cr3t|0123/);
      },
    );
  });

  describe('PUBLIC_URL', () => {
    it.each([
      ['https://portal.example.com', 'https://portal.example.com'],
      ['https://portal.example.com/', 'https://portal.example.com'],
      ['HTTPS://Portal.Example.com', 'https://portal.example.com'],
      ['https://portal.example.com:8443/', 'https://portal.example.com:8443'],
      ['https://portal.example.com:443', 'https://portal.example.com'],
      ['http://localhost:4180/', 'http://localhost:4180'],
      ['http://127.0.0.1:4180', 'http://127.0.0.1:4180'],
      ['http://[::1]:4180', 'http://[::1]:4180'],
      ['http://portal.localhost', 'http://portal.localhost'],
    ])('may be %s', (PUBLIC_URL, expected) => {
      expect(prepare({ PUBLIC_URL })).toEqual({ PUBLIC_URL: expected });
    });

    it.each([
      'portal.example.com',
      'localhost:4180',
      '//portal.example.com',
      'https:portal.example.com',
      'https://',
      'ftp://portal.example.com',
      'https://portal.example.com:port',
      'https://portal.example.com/portal',
      'https://portal.example.com//',
      'https://portal.example.com/?',
      'https://portal.example.com?a=b',
      'https://portal.example.com/#',
      'https://portal.example.com ',
      'http://portal.lan',
      'http://192.168.0.7:4180',
      'http://localhost.example.com',
      'http://127.example.com',
    ])('must not be %s, and the error quotes it', PUBLIC_URL => {
      expect(() => prepare({ PUBLIC_URL })).toThrow(
        new RegExp(`^PUBLIC_URL .*"${PUBLIC_URL.replace(/[?]/g, '\\?')}"`),
      );
    });

    it('must not contain a password, and the error does not quote it', () => {
      const start = () =>
        prepare({ PUBLIC_URL: 'https://ada:s3cr3t@portal.example.com' });
      expect(start).toThrow(/^PUBLIC_URL /);
      expect(start).not.toThrow(/s3cr3t/);
    });
  });
});
