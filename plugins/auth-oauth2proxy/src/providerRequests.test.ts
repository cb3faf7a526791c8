import { readJwksUri } from './providerRequests';

const issuer = 'https://idp.example.com/realms/acme';

describe('readJwksUri', () => {
  it('reads the URL of the keys', () => {
    const jwks_uri = 'https://keys.example.com/';
    expect(readJwksUri({ issuer, jwks_uri }, issuer)).toBe(jwks_uri);
  });

  it('accepts keys over http if the issuer uses http', () => {
    const document = { issuer: 'http://keycloak:8080', jwks_uri: 'http://k/' };
    expect(readJwksUri(document, document.issuer)).toBe('http://k/');
  });

  it.each([undefined, 7, '/keys', 'http://idp.example.com', 'data:,{}'])(
    "refuses the keys' URL %p if the issuer uses https",
    jwks_uri => {
      expect(() => readJwksUri({ issuer, jwks_uri }, issuer)).toThrow(
        'which does not match /^https:/',
      );
    },
  );

  it.each([`${issuer}/`, issuer.toUpperCase(), undefined])(
    'refuses a document with the issuer %p',
    other => {
      const document = { issuer: other, jwks_uri: 'https://k/' };
      expect(() => readJwksUri(document, issuer)).toThrow(
        'set auth.providers.oauth2proxy.issuer to exactly that',
      );
    },
  );

  it('shortens the quoted issuer', () => {
    const document = { issuer: 'x'.repeat(5000) };
    expect(() => readJwksUri(document, issuer)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,250}$/) }),
    );
  });
});
