import { ConfigReader } from '@backstage/config';
import { readDevProxyConfig } from './config';

const read = (baseUrl: string, provider: object = {}) =>
  readDevProxyConfig(
    new ConfigReader({
      app: { title: 'Portal', baseUrl, listen: { port: 3001 } },
      backend: { listen: { host: '127.0.0.1', port: 7007 } },
      auth: {
        providers: {
          oauth2proxy: {
            issuer: `${baseUrl}/_idp`,
            audience: ['backstage', 'other'],
            ...provider,
          },
        },
      },
    }),
  );

describe('readDevProxyConfig', () => {
  it('takes everything from what app and backend are configured with', () => {
    expect(read('http://localhost:3000')).toEqual({
      title: 'Portal',
      origin: 'http://localhost:3000',
      port: 3000,
      app: 'http://localhost:3001',
      backend: 'http://127.0.0.1:7007',
      issuer: 'http://localhost:3000/_idp',
      audience: 'backstage',
      header: 'X-OAUTH2-PROXY-ID-TOKEN',
    });
  });

  it('sends the header that the provider plugin reads', () => {
    const { header } = read('http://localhost:3000', { header: 'X-Id' });
    expect(header).toBe('X-Id');
  });

  it.each(['http://portal.example.com', 'https://localhost:3000'])(
    'refuses to stand in at %s',
    baseUrl => {
      expect(() => read(baseUrl)).toThrow(/^app\.baseUrl is http/);
    },
  );

  it('says which issuer belongs to the address', () => {
    expect(() =>
      read('http://localhost:3000', { issuer: 'http://localhost:4000/_idp' }),
    ).toThrow('the stand-in provider is http://localhost:3000/_idp');
  });
});
