import { mockServices } from '@backstage/backend-test-utils';
import { serializeError } from '@backstage/errors';
import { createHmac, KeyObject, sign } from 'crypto';
import { CompactEncrypt, exportSPKI } from 'jose';
import { freezeClock, passTime } from './__testUtils__/clock';
import {
  createSigningKey,
  OidcProvider,
  SigningKey,
} from './__testUtils__/oidcProvider';
import { VerificationRules } from './config';
import { createVerifier } from './verifier';

const base64url = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

const nextCharacter = (character: string) =>
  String.fromCharCode(character.charCodeAt(0) + 1);

describe('createVerifier', () => {
  const logger = mockServices.logger.mock();
  let keys: Record<'RS256' | 'PS256' | 'ES256' | 'EdDSA', SigningKey>;
  let foreign: SigningKey;
  let provider: OidcProvider;

  beforeAll(async () => {
    keys = {
      RS256: await createSigningKey('RS256'),
      PS256: await createSigningKey('PS256'),
      ES256: await createSigningKey('ES256'),
      EdDSA: await createSigningKey('EdDSA'),
    };
    foreign = await createSigningKey('RS256', 'foreign');
  });

  beforeEach(async () => {
    freezeClock();
    jest.clearAllMocks();
    provider = await OidcProvider.start(...Object.values(keys));
  });

  afterEach(async () => {
    await provider.down();
    jest.useRealTimers();
  });

  const createVerify = (rules: Partial<VerificationRules> = {}) =>
    createVerifier(
      {
        issuer: provider.issuer,
        audience: ['backstage'],
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        clockTolerance: 10,
        ...rules,
      },
      logger,
    );

  const expectRefusal = async (
    token: string | Promise<string>,
    code: string,
    rules?: Partial<VerificationRules>,
  ) => {
    const verify = createVerify(rules);
    await expect(verify(await provider.token())).resolves.toBeDefined();
    const error = await verify(await token).then(
      () => 'accepted',
      refusal => refusal,
    );
    expect(error).toMatchObject({ name: 'AuthenticationError', code });
    expect(error.cause).toBeUndefined();
    expect(error.message).toBe('The identity token was not accepted');
    expect(error.forLog).toMatch(
      /^issuer http\S+, key (".*"…?|".*…|nothing)(; expected iss .*)?$/,
    );
    expect(error.forLog).not.toContain('ada');
    expect(JSON.stringify(serializeError(error))).not.toContain('http');
    return error;
  };

  type Claims = Record<string, unknown>;
  type Build = () => string | Promise<string>;

  const accept = async (token: Promise<string>) => createVerify()(await token);

  /** Creates a token with a known key's id, but signed with another key. */
  const forge = (claims?: Claims) =>
    provider.token(claims, { kid: keys.RS256.kid }, foreign);

  const unsigned = (header: object) =>
    `${base64url(header)}.${base64url(provider.claims())}`;

  const seconds = (later: number) => Date.now() / 1000 + later;

  const fromNow = (claims: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(claims).map(([name, later]) => [name, seconds(later)]),
    );

  it('turns a valid token into its claims', async () => {
    await expect(
      accept(provider.token({ locale: 'en' })),
    ).resolves.toMatchObject({ preferred_username: 'ada', locale: 'en' });
  });

  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'] as const)(
    'accepts a token signed with %s',
    async alg => {
      await expect(
        accept(provider.token({}, {}, keys[alg])),
      ).resolves.toMatchObject({ sub: 'b2f1' });
    },
  );

  it.each(['JWT', 'jwt', 'application/jwt'])(
    'accepts a token with the type %s',
    async typ => {
      await expect(accept(provider.token({}, { typ }))).resolves.toBeDefined();
    },
  );

  it.each<[string, Claims]>([
    ['one of whose audiences is configured', { aud: ['grafana', 'backstage'] }],
    ['from Keycloak', { typ: 'ID' }],
  ])('accepts an ID token %s', async (_, claims) => {
    await expect(accept(provider.token(claims))).resolves.toBeDefined();
  });

  it.each<[string, Record<string, number>]>([
    ['that expired less than the tolerance ago', { exp: -9 }],
    ['from the future within the tolerance', { iat: 10, nbf: 10 }],
  ])('accepts a token %s', async (_, times) => {
    await expect(accept(provider.token(fromNow(times)))).resolves.toBeDefined();
  });

  it('accepts a token for any configured audience', async () => {
    const verify = createVerify({ audience: ['other', 'backstage'] });
    await expect(
      verify(await provider.token({ azp: 'other' })),
    ).resolves.toBeDefined();
  });

  it('accepts a token without a key id if only one key matches', async () => {
    provider.keys = [keys.ES256];
    await expect(
      accept(provider.token({}, { kid: undefined })),
    ).resolves.toBeDefined();
  });

  const refuses = (rule: string, code: string, build: Build) =>
    it(`refuses ${rule}`, () => expectRefusal(build(), code));

  refuses('a token without signature', 'token_algorithm_not_allowed', () => {
    return `${unsigned({ alg: 'none' })}.`;
  });
  refuses(
    'a token signed with the public key as a shared secret',
    'token_algorithm_not_allowed',
    async () => {
      const input = unsigned({ alg: 'HS256', kid: keys.RS256.kid });
      const secret = await exportSPKI(keys.RS256.publicKey);
      const signature = createHmac('sha256', secret).update(input);
      return `${input}.${signature.digest('base64url')}`;
    },
  );
  refuses(
    "a foreign key that uses a known key's id",
    'token_signature_invalid',
    () => forge(),
  );
  refuses('a changed payload', 'token_signature_invalid', async () => {
    const [header, , signature] = (await provider.token()).split('.');
    const claims = provider.claims({ preferred_username: 'grace' });
    return `${header}.${base64url(claims)}.${signature}`;
  });
  refuses('an unknown key', 'token_key_unknown', () =>
    provider.token({}, {}, foreign),
  );
  refuses(
    'a key whose type does not match the algorithm',
    'token_key_unknown',
    () => provider.token({}, { kid: keys.ES256.kid }, keys.RS256),
  );
  refuses('a key inside the token', 'token_key_unknown', () =>
    provider.token({}, { jwk: foreign.jwk }, foreign),
  );
  refuses('an unknown critical header', 'token_malformed', () =>
    provider.rawToken({ crit: ['x-rule'], 'x-rule': true }),
  );
  refuses('an unencoded payload', 'token_malformed', () => {
    const { kid, privateKey } = keys.RS256;
    const input = unsigned({ alg: 'RS256', kid, b64: false, crit: ['b64'] });
    const key = KeyObject.from(privateKey);
    const signature = sign('sha256', Buffer.from(input), key);
    return `${input}.${signature.toString('base64url')}`;
  });
  refuses('b64, even if it is not critical', 'token_malformed', () =>
    provider.rawToken({ b64: false }),
  );
  refuses('an encrypted token', 'token_malformed', async () => {
    const claims = new TextEncoder().encode(JSON.stringify(provider.claims()));
    return new CompactEncrypt(claims)
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
      .encrypt((await createSigningKey('RSA-OAEP-256')).publicKey);
  });
  refuses('a token that is too long', 'token_malformed', () =>
    provider.token({ groups: Array(9000).fill('platform') }),
  );
  refuses('a logout token without a type', 'token_type_not_allowed', () =>
    provider.token({
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    }),
  );
  refuses(
    'an issuer that differs by a trailing slash',
    'token_issuer_mismatch',
    () => provider.token({ iss: `${provider.issuer}/` }),
  );

  it('refuses an asymmetric algorithm that is not listed', () =>
    expectRefusal(
      provider.token({}, {}, keys.ES256),
      'token_algorithm_not_allowed',
      { algorithms: ['RS256'] },
    ));

  it.each(['garbage', 'a.b.c', '..', 'e30.e30.e30', '{"alg":"RS256"}'])(
    'refuses %s',
    token => expectRefusal(token, 'token_malformed'),
  );

  it.each<[string, (token: string) => string]>([
    ['padding', token => `${token}==`],
    ['padding in the header', token => token.replace('.', '=.')],
    ['a line break at the end', token => `${token}\n`],
    ['a space inside', token => token.replace('.', '. ')],
    ['characters of plain base64', token => token.replace(/.$/, '+')],
    ['a fourth part', token => `${token}.`],
    [
      'unused bits set',
      // The last character of 256 octets carries two bits of signature; setting another one decodes to the same octets.
      token => token.replace(/[AQgw]$/, last => nextCharacter(last)),
    ],
  ])('refuses a valid token with %s', (_, spoil) =>
    expectRefusal(provider.token().then(spoil), 'token_malformed'),
  );

  it.each(['jku', 'x5u'])('never follows %s', async parameter => {
    const header = { [parameter]: `${provider.issuer}/evil` };
    await expectRefusal(
      provider.token({}, header, foreign),
      'token_key_unknown',
    );
    await expect(accept(provider.token({}, header))).resolves.toBeDefined();
    expect(provider.requests).not.toContain('/evil');
  });

  it('ignores jwk of a token that a known key signed', async () => {
    await expect(
      accept(provider.token({}, { jwk: foreign.jwk })),
    ).resolves.toBeDefined();
  });

  it.each(['at+jwt', 'application/at+jwt', 'AT+JWT', 'logout+jwt', 'dpop+jwt'])(
    'refuses the type %s',
    typ => expectRefusal(provider.token({}, { typ }), 'token_type_not_allowed'),
  );

  it.each(['Bearer', 'Refresh', 'Offline', 'Logout'])(
    "refuses Keycloak's %s token, which has an ID token's header",
    typ => expectRefusal(provider.token({ typ }), 'token_type_not_allowed'),
  );

  it.each<[string, Claims, string]>([
    ['another audience', { aud: 'grafana' }, 'token_audience_mismatch'],
    [
      'an audience that begins with the configured one',
      { aud: 'backstage-dev' },
      'token_audience_mismatch',
    ],
    [
      'an authorized party that is not a string',
      { azp: ['backstage'] },
      'token_audience_mismatch',
    ],
    ['a missing issuer', { iss: undefined }, 'token_claim_missing'],
    ['a token without exp', { exp: undefined }, 'token_claim_missing'],
    ['a token without iat', { iat: undefined }, 'token_claim_missing'],
    ['a token without sub', { sub: undefined }, 'token_claim_missing'],
    ['an empty subject', { sub: '' }, 'token_claim_missing'],
    ['a time that is not a number', { exp: 'tomorrow' }, 'token_malformed'],
  ])('refuses %s', (_, claims, code) =>
    expectRefusal(provider.token(claims), code),
  );

  it.each<[string, Record<string, number>, string]>([
    ['a token that has expired', { exp: -60 }, 'token_expired'],
    [
      'a token that expired exactly the tolerance ago',
      { exp: -10 },
      'token_expired',
    ],
    ['a token that is not yet valid', { nbf: 60 }, 'token_not_yet_valid'],
    ['a token from the future', { iat: 60, exp: 600 }, 'token_not_yet_valid'],
  ])('refuses %s', (_, times, code) =>
    expectRefusal(provider.token(fromNow(times)), code),
  );

  it.each<[string, Claims, string, string]>([
    [
      'another issuer',
      { iss: 'https://login.example.com/other' },
      'token_issuer_mismatch',
      'received iss "https://login.example.com/other", aud "backstage", azp nothing',
    ],
    [
      'a list of other audiences',
      { aud: ['grafana', 'argo'], azp: 'grafana' },
      'token_audience_mismatch',
      'aud ["grafana","argo"], azp "grafana"',
    ],
    [
      'a token that was issued to another client',
      { aud: ['backstage', 'grafana'], azp: 'grafana' },
      'token_audience_mismatch',
      'aud ["backstage","grafana"], azp "grafana"',
    ],
    [
      'a missing audience',
      { aud: undefined },
      'token_claim_missing',
      'aud nothing, azp nothing',
    ],
  ])(
    'refuses %s, and logs the expected and received claims',
    async (_, claims, code, received) => {
      const { forLog } = await expectRefusal(provider.token(claims), code);
      expect(forLog).toContain(
        `expected iss "${provider.issuer}", aud ["backstage"]; received iss`,
      );
      expect(forLog).toContain(received);
    },
  );

  it("quotes and shortens a verified token's claims in the log", async () => {
    const aud = `a\nb${'x'.repeat(500)}`;
    const { forLog } = await expectRefusal(
      provider.token({ aud }),
      'token_audience_mismatch',
    );
    expect(forLog).toContain('aud "a\\nbxxx');
    expect(forLog).toMatch(/^[\x20-\x7e…]{1,400}$/);
  });

  it('logs no claims of a token whose signature is not verified', async () => {
    const claims = { iss: 'https://login.example.com', aud: 'grafana' };
    for (const [token, code] of [
      [forge(claims), 'token_signature_invalid'],
      [provider.token(claims, {}, foreign), 'token_key_unknown'],
    ] as const) {
      const { forLog } = await expectRefusal(token, code);
      expect(forLog).not.toMatch(/login|grafana/);
    }
  });

  it("returns the times of an expired or future token and the backend's time", async () => {
    const now = seconds(0);
    const old = { iat: now - 900, nbf: now - 900, exp: now - 600 };
    const early = { iat: now + 60, exp: now + 360 };
    for (const [times, code] of [
      [old, 'token_expired'],
      [early, 'token_not_yet_valid'],
      [{ ...early, nbf: now + 60 }, 'token_not_yet_valid'],
    ] as const) {
      const error = await expectRefusal(provider.token(times), code);
      expect(error.times).toEqual({ now, ...times });
    }
  });

  it('omits a time that is not a number', async () => {
    const error = await expectRefusal(
      provider.token({ nbf: seconds(60), exp: 'tomorrow' }),
      'token_not_yet_valid',
    );
    expect(error.times.exp).toBeUndefined();
  });

  it.each<[string, (exp: number) => Promise<string>, string]>([
    [
      'for another issuer',
      exp => provider.token({ exp, iss: 'https://evil.example.com' }),
      'token_issuer_mismatch',
    ],
    [
      'for another audience',
      exp => provider.token({ exp, aud: 'grafana' }),
      'token_audience_mismatch',
    ],
    [
      'of a token signed with a foreign key',
      exp => forge({ exp }),
      'token_signature_invalid',
    ],
  ])('returns no times %s', async (_, build, code) => {
    const error = await expectRefusal(build(seconds(-600)), code);
    expect(error.times).toBeUndefined();
  });

  describe('provider keys', () => {
    /** Creates a verifier with cached keys. */
    const createUsedVerify = async () => {
      const verify = createVerify();
      await verify(await provider.token());
      return verify;
    };

    it('are fetched once for concurrent requests', async () => {
      const verify = createVerify();
      const token = await provider.token();
      await Promise.all(Array.from({ length: 20 }, () => verify(token)));
      expect(provider.keyRequests).toBe(1);
    });

    it('are fetched from jwksUri without discovery if that is configured', async () => {
      const verify = createVerify({ jwksUri: provider.jwksUri });
      await verify(await provider.token());
      expect(provider.requests).toEqual(['/keys']);
    });

    it('are fetched again for an unknown key, so that a new key works immediately', async () => {
      const verify = await createUsedVerify();
      provider.keys = [foreign];
      await expect(verify(await provider.token())).resolves.toBeDefined();
      expect(provider.keyRequests).toBe(2);
    });

    it('are fetched again once for concurrent tokens with a new key', async () => {
      const verify = await createUsedVerify();
      provider.keys = [foreign];
      const token = await provider.token();
      await Promise.all(Array.from({ length: 20 }, () => verify(token)));
      expect(provider.keyRequests).toBe(2);
    });

    it('are fetched from the URL that was discovered first', async () => {
      const verify = await createUsedVerify();
      passTime(601);
      await verify(await provider.token());
      expect(provider.requests).toEqual([
        '/.well-known/openid-configuration',
        '/keys',
        '/keys',
      ]);
    });

    it('are discovered again after they could not be fetched', async () => {
      const verify = await createUsedVerify();
      provider.keysAnswer = res => res.writeHead(404).end();
      passTime(601);
      await verify(await provider.token());
      provider.keysAnswer = undefined;
      passTime(31);
      await verify(await provider.token());
      expect(
        provider.requests.filter(url => url.startsWith('/.well-known')),
      ).toHaveLength(2);
    });

    it('that cannot be used give token_key_unknown, not token_malformed', async () => {
      const jwk = { kty: 'RSA', kid: keys.RS256.kid, n: 'AA', e: 'AQAB' };
      provider.keys = [{ ...keys.RS256, jwk }];
      await expect(accept(provider.token())).rejects.toMatchObject({
        code: 'token_key_unknown',
      });
    });

    it('are no longer accepted ten minutes after the provider removed them', async () => {
      const verify = createVerify();
      const token = await provider.token({ exp: Date.now() / 1000 + 3600 });
      await verify(token);
      provider.keys = [keys.ES256];
      passTime(9 * 60);
      await expect(verify(token)).resolves.toBeDefined();
      passTime(61);
      await expect(verify(token)).rejects.toMatchObject({
        code: 'token_key_unknown',
      });
    });

    it('remain in use while the provider is down', async () => {
      const verify = await createUsedVerify();
      await provider.down();
      passTime(3600);
      await expect(verify(await provider.token())).resolves.toBeDefined();
      expect(logger.error).toHaveBeenCalledTimes(1);
      await expect(verify(await provider.token())).resolves.toBeDefined();
      expect(logger.error).toHaveBeenCalledTimes(1);
    });

    it('delay only the request that fetches them while the provider hangs', async () => {
      const verify = createVerify();
      const token = await provider.token({ exp: Date.now() / 1000 + 3600 });
      await verify(token);
      provider.keysAnswer = () => {};
      passTime(601);
      let answered = false;
      const asking = verify(token).finally(() => {
        answered = true;
      });
      await expect(verify(token)).resolves.toBeDefined();
      expect(answered).toBe(false);
      await provider.down();
      await expect(asking).resolves.toBeDefined();
    });

    const unreachable = {
      name: 'ServiceUnavailableError',
      code: 'provider_unreachable',
    };

    it('give 503 if the provider was never reachable, and work once it is', async () => {
      const verify = createVerify();
      const token = await provider.token();
      await provider.down();
      await expect(verify(token)).rejects.toMatchObject(unreachable);
      await provider.up();
      await expect(verify(token)).resolves.toBeDefined();
    });

    const keySet = () =>
      JSON.stringify({ keys: provider.keys.map(({ jwk }) => jwk) });

    it.each<[string, OidcProvider['keysAnswer']]>([
      [
        'redirects',
        res => res.writeHead(302, { location: '/elsewhere' }).end(),
      ],
      ['responds with HTML', res => res.end('<html>Sign in</html>')],
      [
        'responds with JSON that is not a key set',
        res => res.end('{"keys":7}'),
      ],
      ['fails', res => res.writeHead(500).end(keySet())],
      [
        'sends too much',
        res => res.end(keySet() + ' '.repeat(2 * 1024 * 1024)),
      ],
      ['hangs up', res => res.destroy()],
      ['does not respond in time', () => {}],
    ])(
      'give 503 if the provider %s',
      async (_, answer) => {
        provider.keysAnswer = answer;
        const error = await accept(provider.token()).catch(refusal => refusal);
        expect(error).toMatchObject(unreachable);
        expect(error.cause).toBeUndefined();
        expect(provider.requests).not.toContain('/elsewhere');
      },
      10_000,
    );

    it('give 503 if discovery returns another issuer, and the log says what to change', async () => {
      provider.discovery = { issuer: `${provider.issuer}/` };
      await expect(accept(provider.token())).rejects.toMatchObject(unreachable);
      expect(logger.error.mock.calls[0][0]).toContain(
        'set auth.providers.oauth2proxy.issuer to exactly that',
      );
    });
  });

  it.each<[string, unknown]>([
    ['line breaks and invisible characters', 'a\nb\u2028c\u009bd\u202e'],
    ['a long text', 'x'.repeat(500)],
    ['a list of long strings', ['x'.repeat(20_000)]],
  ])('does not log %s in a key id', async (_, kid) => {
    const header = base64url({ alg: 'RS256', kid });
    const error = await createVerify()(
      `${header}.${base64url(provider.claims())}.AAAA`,
    ).catch(refusal => refusal);
    expect(error.forLog).toMatch(/^[\x20-\x7e…]{1,150}$/);
  });

  describe('without rules', () => {
    it('logs a warning that tokens are not verified', () => {
      createVerifier(undefined, logger);
      expect(logger.warn.mock.calls[0][0]).toMatch(/^TOKENS ARE NOT VERIFIED/);
    });

    it('decodes', async () => {
      const verify = createVerifier(undefined, logger);
      await expect(
        verify(await provider.token({}, {}, foreign)),
      ).resolves.toMatchObject({ preferred_username: 'ada' });
    });

    it('refuses a token that cannot be decoded', async () => {
      await expect(
        createVerifier(undefined, logger)('garbage'),
      ).rejects.toMatchObject({ code: 'token_malformed' });
    });
  });
});
