import { mockServices } from '@backstage/backend-test-utils';
import { JWTPayload } from 'jose';
import { freezeClock, passTime } from './__testUtils__/clock';
import {
  createSigningKey,
  OidcProvider,
  SigningKey,
} from './__testUtils__/oidcProvider';
import { ProviderKeySet } from './keySet';

const withJwk = (key: SigningKey, jwk: object): SigningKey => ({
  ...key,
  jwk: { ...key.jwk, ...jwk },
});

/** The same key, published and used under another id. */
const withId = (key: SigningKey, kid: string): SigningKey => ({
  ...withJwk(key, { kid }),
  kid,
});

describe('ProviderKeySet', () => {
  const logger = mockServices.logger.mock();
  let first: SigningKey;
  let second: SigningKey;
  let elliptic: SigningKey;
  let provider: OidcProvider;
  let verify: (token: string) => Promise<JWTPayload>;

  beforeAll(async () => {
    first = await createSigningKey('RS256', 'current');
    second = await createSigningKey('RS256', 'next');
    elliptic = await createSigningKey('ES256', 'current');
  });

  beforeEach(async () => {
    freezeClock();
    jest.clearAllMocks();
    provider = await OidcProvider.start(first);
    const keySet = new ProviderKeySet(
      { issuer: provider.issuer, jwksUri: provider.jwksUri },
      logger,
    );
    verify = async token =>
      (await keySet.verify(token, { algorithms: ['RS256', 'ES256'] })).payload;
  });

  afterEach(async () => {
    await provider.down();
    jest.useRealTimers();
  });

  const forge = (kid: string) => provider.token({}, { kid }, second);

  const expectAccepted = async (token: string) =>
    expect(verify(token)).resolves.toMatchObject({ sub: 'b2f1' });

  const expectRefused = async (token: string, code: string) =>
    expect(verify(token)).rejects.toMatchObject({ code });

  const KEY_UNKNOWN = 'ERR_JWKS_NO_MATCHING_KEY';
  const SIGNATURE_INVALID = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

  describe('with several keys', () => {
    it('accepts a token whose key is published twice', async () => {
      provider.keys = [first, first];
      await expectAccepted(await provider.token());
    });

    it.each([0, 1])(
      'tries both keys that share an id and have no algorithm: %s',
      async signer => {
        provider.keys = [first, second].map(key =>
          withJwk(withId(key, 'shared'), { alg: undefined }),
        );
        const token = await provider.token({}, {}, provider.keys[signer]);
        await expectAccepted(token);
      },
    );

    it('tries every key for a token without a key id', async () => {
      provider.keys = [first, second];
      await expectAccepted(
        await provider.token({}, { kid: undefined }, second),
      );
    });

    it('picks the key with the right type among those that share an id', async () => {
      provider.keys = [first, elliptic];
      await expectAccepted(await provider.token({}, {}, elliptic));
      await expectAccepted(await provider.token({}, {}, first));
    });

    it('skips a key that cannot be used', async () => {
      const broken = withJwk(first, { n: 'AA' });
      provider.keys = [broken, first];
      await expectAccepted(await provider.token({}, {}, first));
    });

    it('refuses the signature if none of several keys verifies it', async () => {
      provider.keys = [first, withJwk(first, { use: undefined })];
      await expectRefused(await forge(first.kid), SIGNATURE_INVALID);
    });

    it('refuses the key if none matches', async () => {
      provider.keys = [first, first];
      await expectRefused(await forge('forged'), KEY_UNKNOWN);
    });

    it('checks the claims with the key that verifies the signature', async () => {
      provider.keys = [second, first].map(key => withId(key, 'shared'));
      const expired = { exp: Date.now() / 1000 - 60 };
      const token = await provider.token(expired, {}, provider.keys[1]);
      await expectRefused(token, 'ERR_JWT_EXPIRED');
      expect(provider.keyRequests).toBe(1);
    });

    it.each<[string, unknown]>([
      ['null', null],
      ['text', 'key'],
      ['a list', []],
      ['an empty object', {}],
      [
        'a type of the future',
        { kty: 'AKP', kid: 'current', alg: 'ML-DSA-44' },
      ],
      ['a shared secret', { kty: 'oct', kid: 'current', k: 'c2VjcmV0' }],
      ['an encryption key', { kty: 'RSA', kid: 'current', use: 'enc' }],
      ['an id that is not text', { kty: 'RSA', kid: 7, n: 'AQ', e: 'AQAB' }],
    ])('accepts tokens if the set also contains %s', async (_, member) => {
      const keys = [member, first.jwk];
      provider.keysAnswer = res => res.end(JSON.stringify({ keys }));
      await expectAccepted(await provider.token());
    });
  });

  describe('when keys change', () => {
    it('accepts a token signed with a new key that replaced another under the same id', async () => {
      await expectAccepted(await provider.token());
      provider.keys = [withId(second, first.kid)];
      await expectAccepted(await provider.token());
      expect(provider.keyRequests).toBe(2);
    });

    it('accepts a token signed with a new key of another type under the same id', async () => {
      await expectAccepted(await provider.token());
      provider.keys = [elliptic];
      await expectAccepted(await provider.token());
      expect(provider.keyRequests).toBe(2);
    });

    it('accepts a token once a key that cannot be used is replaced', async () => {
      provider.keys = [withJwk(first, { n: 'AA' })];
      await expect(verify(await provider.token())).rejects.toThrow();
      provider.keys = [first];
      await expectAccepted(await provider.token());
    });

    it('accepts a token signed with a new key right after a forged key id', async () => {
      await expectAccepted(await provider.token());
      await expectRefused(await forge('forged'), KEY_UNKNOWN);
      provider.keys = [second];
      await expectAccepted(await provider.token());
    });

    it('accepts a token signed with a new key once the provider is back after an outage', async () => {
      await expectAccepted(await provider.token());
      await provider.down();
      passTime(601);
      await expectAccepted(await provider.token());
      await expectRefused(await forge('forged'), KEY_UNKNOWN);
      await provider.up();
      provider.keys = [second];
      await expectAccepted(await provider.token());
    });

    it('fetches once for tokens with the new key that arrive together', async () => {
      await expectAccepted(await provider.token());
      provider.keys = [withId(second, first.kid)];
      const token = await provider.token();
      await Promise.all(
        Array.from({ length: 20 }, () => expectAccepted(token)),
      );
      expect(provider.keyRequests).toBe(2);
    });
  });

  describe('under attack', () => {
    it.each<[string, (i: number) => string, string]>([
      ['forged key ids', i => `forged-${i}`, KEY_UNKNOWN],
      ['forged signatures', () => 'current', SIGNATURE_INVALID],
    ])('fetches three times for 200 %s', async (_, kid, code) => {
      await expectAccepted(await provider.token());
      for (let i = 0; i < 200; i++) {
        await expectRefused(await forge(kid(i)), code);
      }
      expect(provider.keyRequests).toBe(3);
    });

    it('fetches once more every ten seconds, however many tokens are forged', async () => {
      await expectAccepted(await provider.token());
      for (let passed = 0; passed < 60; passed++) {
        await expectRefused(await forge('forged'), KEY_UNKNOWN);
        await expectRefused(await forge(first.kid), SIGNATURE_INVALID);
        passTime(1);
      }
      expect(provider.keyRequests).toBe(3 + 5);
    });

    it('accepts a token signed with a new key after ten seconds at most', async () => {
      await expectAccepted(await provider.token());
      for (let i = 0; i < 10; i++) {
        await expectRefused(await forge(`forged-${i}`), KEY_UNKNOWN);
      }
      provider.keys = [withId(second, 'rotated')];
      await expectRefused(await provider.token(), KEY_UNKNOWN);
      passTime(10);
      await expectRefused(await forge('forged'), KEY_UNKNOWN);
      await expectAccepted(await provider.token());
    });

    it('does not fetch for every token if the provider has never responded', async () => {
      let requests = 0;
      provider.keysAnswer = res => {
        requests += 1;
        res.writeHead(500).end();
      };
      for (let i = 0; i < 20; i++) {
        await expectRefused(await forge('forged'), 'provider_unreachable');
      }
      expect(requests).toBe(3);
      provider.keysAnswer = undefined;
      passTime(10);
      await expectAccepted(await provider.token());
    });

    it.each([
      ['a malformed token', async () => 'a.b.c'],
      [
        'an algorithm that is not allowed',
        async () =>
          provider.token({}, {}, await createSigningKey('PS256', first.kid)),
      ],
    ])('does not fetch for %s', async (_, token) => {
      await expect(verify(await token())).rejects.toThrow();
      expect(provider.keyRequests).toBe(0);
    });

    it('does not fetch for a verified token whose claims are refused', async () => {
      await expectAccepted(await provider.token());
      const expired = { exp: Date.now() / 1000 - 60 };
      await expectRefused(await provider.token(expired), 'ERR_JWT_EXPIRED');
      expect(provider.keyRequests).toBe(1);
    });

    it('fetches outdated keys even if forged tokens used up the budget', async () => {
      await expectAccepted(await provider.token());
      for (let i = 0; i < 10; i++) {
        await expectRefused(await forge(`forged-${i}`), KEY_UNKNOWN);
      }
      passTime(610);
      provider.keys = [second];
      await expectRefused(await provider.token({}, {}, first), KEY_UNKNOWN);
    });
  });
});
