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

  describe('a valid token', () => {
    it('is turned into its claims', async () => {
      await expect(
        createVerify()(await provider.token({ locale: 'en' })),
      ).resolves.toMatchObject({ preferred_username: 'ada', locale: 'en' });
    });

    it.each(['RS256', 'PS256', 'ES256', 'EdDSA'] as const)(
      'is accepted when signed with %s',
      async alg => {
        await expect(
          createVerify()(await provider.token({}, {}, keys[alg])),
        ).resolves.toMatchObject({ sub: 'b2f1' });
      },
    );

    it.each(['JWT', 'jwt', 'application/jwt'])(
      'is accepted with the type %s',
      async typ => {
        await expect(
          createVerify()(await provider.token({}, { typ })),
        ).resolves.toBeDefined();
      },
    );

    it('is accepted if one of its audiences is configured', async () => {
      await expect(
        createVerify()(await provider.token({ aud: ['grafana', 'backstage'] })),
      ).resolves.toBeDefined();
    });

    it('is accepted for any configured audience', async () => {
      const verify = createVerify({ audience: ['other', 'backstage'] });
      await expect(
        verify(await provider.token({ azp: 'other' })),
      ).resolves.toBeDefined();
    });

    it('is accepted without a key id if only one key matches', async () => {
      provider.keys = [keys.ES256];
      await expect(
        createVerify()(await provider.token({}, { kid: undefined })),
      ).resolves.toBeDefined();
    });
  });

  describe('signatures', () => {
    it('refuses a token without signature', () =>
      expectRefusal(
        `${base64url({ alg: 'none' })}.${base64url(provider.claims())}.`,
        'token_algorithm_not_allowed',
      ));

    it('refuses a token signed with the public key as a shared secret', async () => {
      const input = `${base64url({
        alg: 'HS256',
        kid: keys.RS256.kid,
      })}.${base64url(provider.claims())}`;
      const secret = await exportSPKI(keys.RS256.publicKey);
      const signature = createHmac('sha256', secret).update(input);
      await expectRefusal(
        `${input}.${signature.digest('base64url')}`,
        'token_algorithm_not_allowed',
      );
    });

    it('refuses an asymmetric algorithm that is not listed', () =>
      expectRefusal(
        provider.token({}, {}, keys.ES256),
        'token_algorithm_not_allowed',
        { algorithms: ['RS256'] },
      ));

    it('refuses a foreign key that uses the id of a known one', () =>
      expectRefusal(
        provider.token({}, { kid: keys.RS256.kid }, foreign),
        'token_signature_invalid',
      ));

    it('refuses a changed payload', async () => {
      const [header, , signature] = (await provider.token()).split('.');
      const payload = base64url(
        provider.claims({ preferred_username: 'grace' }),
      );
      await expectRefusal(
        `${header}.${payload}.${signature}`,
        'token_signature_invalid',
      );
    });

    it('refuses an unknown key', () =>
      expectRefusal(provider.token({}, {}, foreign), 'token_key_unknown'));

    it('refuses a key whose type does not fit the algorithm', () =>
      expectRefusal(
        provider.token({}, { kid: keys.ES256.kid }, keys.RS256),
        'token_key_unknown',
      ));

    it('never follows jku', async () => {
      await expectRefusal(
        provider.token({}, { jku: `${provider.issuer}/evil` }, foreign),
        'token_key_unknown',
      );
      expect(provider.requests).not.toContain('/evil');
    });

    it('never follows x5u', async () => {
      await expectRefusal(
        provider.token({}, { x5u: `${provider.issuer}/evil` }, foreign),
        'token_key_unknown',
      );
      expect(provider.requests).not.toContain('/evil');
    });

    it('never uses a key inside the token', () =>
      expectRefusal(
        provider.token({}, { jwk: foreign.jwk }, foreign),
        'token_key_unknown',
      ));

    it.each(['jku', 'x5u'])(
      'ignores %s of a token that a known key signed',
      async parameter => {
        const header = { [parameter]: `${provider.issuer}/evil` };
        await expect(
          createVerify()(await provider.token({}, header)),
        ).resolves.toBeDefined();
        expect(provider.requests).not.toContain('/evil');
      },
    );

    it('ignores jwk of a token that a known key signed', async () => {
      await expect(
        createVerify()(await provider.token({}, { jwk: foreign.jwk })),
      ).resolves.toBeDefined();
    });

    it('refuses an unknown critical header', () =>
      expectRefusal(
        provider.rawToken({ crit: ['x-rule'], 'x-rule': true }),
        'token_malformed',
      ));

    it('refuses an unencoded payload', async () => {
      const header = { alg: 'RS256', kid: keys.RS256.kid, b64: false };
      const input = `${base64url({ ...header, crit: ['b64'] })}.${base64url(
        provider.claims(),
      )}`;
      const key = KeyObject.from(keys.RS256.privateKey);
      const signature = sign('sha256', Buffer.from(input), key);
      await expectRefusal(
        `${input}.${signature.toString('base64url')}`,
        'token_malformed',
      );
    });
  });

  describe('kinds of tokens', () => {
    it('refuses the header b64, even if it is not critical', () =>
      expectRefusal(provider.rawToken({ b64: false }), 'token_malformed'));

    it.each([
      'at+jwt',
      'application/at+jwt',
      'AT+JWT',
      'logout+jwt',
      'dpop+jwt',
    ])('refuses the type %s', typ =>
      expectRefusal(provider.token({}, { typ }), 'token_type_not_allowed'),
    );

    it('refuses a logout token without a type', () =>
      expectRefusal(
        provider.token({
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
        }),
        'token_type_not_allowed',
      ));

    it.each(['Bearer', 'Refresh', 'Offline', 'Logout'])(
      'refuses a %s token of Keycloak, which has the header of an ID token',
      typ => expectRefusal(provider.token({ typ }), 'token_type_not_allowed'),
    );

    it('accepts an ID token of Keycloak', async () => {
      await expect(
        createVerify()(await provider.token({ typ: 'ID' })),
      ).resolves.toBeDefined();
    });

    it('refuses an encrypted token', async () => {
      const encrypted = await new CompactEncrypt(
        new TextEncoder().encode(JSON.stringify(provider.claims())),
      )
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
        .encrypt((await createSigningKey('RSA-OAEP-256')).publicKey);
      await expectRefusal(encrypted, 'token_malformed');
    });

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

    it('refuses a token that is too long', () =>
      expectRefusal(
        provider.token({ groups: Array(9000).fill('platform') }),
        'token_malformed',
      ));
  });

  describe('issuer and audience', () => {
    it('refuses another issuer', () =>
      expectRefusal(
        provider.token({ iss: 'https://evil.example.com' }),
        'token_issuer_mismatch',
      ));

    it('refuses an issuer that differs by a trailing slash', () =>
      expectRefusal(
        provider.token({ iss: `${provider.issuer}/` }),
        'token_issuer_mismatch',
      ));

    it('refuses a missing issuer', () =>
      expectRefusal(provider.token({ iss: undefined }), 'token_claim_missing'));

    it('refuses another audience', () =>
      expectRefusal(
        provider.token({ aud: 'grafana' }),
        'token_audience_mismatch',
      ));

    it('refuses a list of other audiences', () =>
      expectRefusal(
        provider.token({ aud: ['grafana', 'argo'] }),
        'token_audience_mismatch',
      ));

    it('refuses a missing audience', () =>
      expectRefusal(provider.token({ aud: undefined }), 'token_claim_missing'));

    it('refuses an audience that begins with the configured one', () =>
      expectRefusal(
        provider.token({ aud: 'backstage-dev' }),
        'token_audience_mismatch',
      ));

    it('refuses a token that was issued to another client', () =>
      expectRefusal(
        provider.token({ aud: ['backstage', 'grafana'], azp: 'grafana' }),
        'token_audience_mismatch',
      ));

    it('refuses an authorized party that is not a string', () =>
      expectRefusal(
        provider.token({ azp: ['backstage'] }),
        'token_audience_mismatch',
      ));
  });

  describe('the log', () => {
    const logOf = async (
      claims: Record<string, unknown>,
      code: string,
      ...signer: [object?, SigningKey?]
    ) => {
      const token = provider.token(claims, ...signer);
      return (await expectRefusal(token, code)).forLog as string;
    };

    it.each<[string, Record<string, unknown>, string, string]>([
      [
        'another issuer',
        { iss: 'https://login.example.com/other' },
        'token_issuer_mismatch',
        'received iss "https://login.example.com/other", aud "backstage", azp nothing',
      ],
      [
        'other audiences',
        { aud: ['grafana', 'argo'], azp: 'grafana' },
        'token_audience_mismatch',
        'aud ["grafana","argo"], azp "grafana"',
      ],
      [
        'another client',
        { aud: ['backstage', 'grafana'], azp: 'grafana' },
        'token_audience_mismatch',
        'aud ["backstage","grafana"], azp "grafana"',
      ],
      [
        'no audience',
        { aud: undefined },
        'token_claim_missing',
        'aud nothing, azp nothing',
      ],
    ])(
      'contains expected and received claims of a verified token with %s',
      async (_, claims, code, received) => {
        const forLog = await logOf(claims, code);
        expect(forLog).toContain(
          `expected iss "${provider.issuer}", aud ["backstage"]; received iss`,
        );
        expect(forLog).toContain(received);
      },
    );

    it('quotes and shortens the claims of a verified token', async () => {
      const aud = `a\nb${'x'.repeat(500)}`;
      const forLog = await logOf({ aud }, 'token_audience_mismatch');
      expect(forLog).toContain('aud "a\\nbxxx');
      expect(forLog).toMatch(/^[\x20-\x7e…]{1,400}$/);
    });

    it('contains no claims of a token whose signature is not verified', async () => {
      const claims = { iss: 'https://login.example.com', aud: 'grafana' };
      const forged = { kid: keys.RS256.kid };
      expect(
        await logOf(claims, 'token_signature_invalid', forged, foreign),
      ).not.toMatch(/login|grafana/);
      expect(await logOf(claims, 'token_key_unknown', {}, foreign)).not.toMatch(
        /login|grafana/,
      );
    });
  });

  describe('times', () => {
    it('refuses a token that has expired', async () => {
      const now = Date.now() / 1000;
      await expectRefusal(provider.token({ exp: now - 60 }), 'token_expired');
    });

    it('accepts a token that expired less than the tolerance ago', async () => {
      const now = Date.now() / 1000;
      await expect(
        createVerify()(await provider.token({ exp: now - 9 })),
      ).resolves.toBeDefined();
    });

    it('refuses a token that expired exactly the tolerance ago', async () => {
      const now = Date.now() / 1000;
      await expectRefusal(provider.token({ exp: now - 10 }), 'token_expired');
    });

    it('refuses a token that is not yet valid', async () => {
      const now = Date.now() / 1000;
      await expectRefusal(
        provider.token({ nbf: now + 60 }),
        'token_not_yet_valid',
      );
    });

    it('refuses a token from the future', async () => {
      const now = Date.now() / 1000;
      await expectRefusal(
        provider.token({ iat: now + 60, exp: now + 600 }),
        'token_not_yet_valid',
      );
    });

    it('accepts a token from the future within the tolerance', async () => {
      const now = Date.now() / 1000;
      await expect(
        createVerify()(await provider.token({ iat: now + 10, nbf: now + 10 })),
      ).resolves.toBeDefined();
    });

    it("returns the times of an expired or future token and the backend's time", async () => {
      const now = Date.now() / 1000;
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
      const nbf = Date.now() / 1000 + 60;
      const error = await expectRefusal(
        provider.token({ nbf, exp: 'tomorrow' }),
        'token_not_yet_valid',
      );
      expect(error.times.exp).toBeUndefined();
    });

    it.each<[string, object, string]>([
      ['issuer', { iss: 'https://evil.example.com' }, 'token_issuer_mismatch'],
      ['audience', { aud: 'grafana' }, 'token_audience_mismatch'],
    ])('returns no times for another %s', async (_, claims, code) => {
      const exp = Date.now() / 1000 - 600;
      const error = await expectRefusal(
        provider.token({ ...claims, exp }),
        code,
      );
      expect(error.times).toBeUndefined();
    });

    it('returns no times of a token signed with a foreign key', async () => {
      const exp = Date.now() / 1000 - 600;
      const error = await expectRefusal(
        provider.token({ exp }, { kid: keys.RS256.kid }, foreign),
        'token_signature_invalid',
      );
      expect(error.times).toBeUndefined();
    });

    it.each(['exp', 'iat', 'sub'])('refuses a token without %s', claim =>
      expectRefusal(
        provider.token({ [claim]: undefined }),
        'token_claim_missing',
      ),
    );

    it('refuses an empty subject', () =>
      expectRefusal(provider.token({ sub: '' }), 'token_claim_missing'));

    it('refuses a time that is not a number', () =>
      expectRefusal(provider.token({ exp: 'tomorrow' }), 'token_malformed'));
  });

  describe('provider keys', () => {
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
      const verify = createVerify();
      await verify(await provider.token());
      provider.keys = [foreign];
      await expect(verify(await provider.token())).resolves.toBeDefined();
      expect(provider.keyRequests).toBe(2);
    });

    it('are fetched again once for concurrent tokens with a new key', async () => {
      const verify = createVerify();
      await verify(await provider.token());
      provider.keys = [foreign];
      const token = await provider.token();
      await Promise.all(Array.from({ length: 20 }, () => verify(token)));
      expect(provider.keyRequests).toBe(2);
    });

    it('are fetched from the URL that was discovered first', async () => {
      const verify = createVerify();
      await verify(await provider.token());
      passTime(601);
      await verify(await provider.token());
      expect(provider.requests).toEqual([
        '/.well-known/openid-configuration',
        '/keys',
        '/keys',
      ]);
    });

    it('are discovered again after they could not be fetched', async () => {
      const verify = createVerify();
      await verify(await provider.token());
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
      await expect(
        createVerify()(await provider.token()),
      ).rejects.toMatchObject({ code: 'token_key_unknown' });
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
      const verify = createVerify();
      await verify(await provider.token());
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

    it('do not accept a forged key id while the provider is down', async () => {
      const verify = createVerify();
      await verify(await provider.token());
      await provider.down();
      passTime(31);
      await expect(
        verify(await provider.token({}, {}, foreign)),
      ).rejects.toMatchObject({ code: 'token_key_unknown' });
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
      [
        'fails',
        res => {
          const keySet = { keys: provider.keys.map(({ jwk }) => jwk) };
          res.writeHead(500).end(JSON.stringify(keySet));
        },
      ],
      [
        'sends too much',
        res => {
          const keySet = { keys: provider.keys.map(({ jwk }) => jwk) };
          res.end(JSON.stringify(keySet) + ' '.repeat(2 * 1024 * 1024));
        },
      ],
      ['hangs up', res => res.destroy()],
      ['does not respond in time', () => {}],
    ])(
      'give 503 if the provider %s',
      async (_, answer) => {
        provider.keysAnswer = answer;
        const error = await createVerify()(await provider.token()).catch(
          refusal => refusal,
        );
        expect(error).toMatchObject(unreachable);
        expect(error.cause).toBeUndefined();
        expect(provider.requests).not.toContain('/elsewhere');
      },
      10_000,
    );

    it('give 503 if discovery returns another issuer, and the log says what to change', async () => {
      provider.discovery = { issuer: `${provider.issuer}/` };
      await expect(
        createVerify()(await provider.token()),
      ).rejects.toMatchObject(unreachable);
      expect(logger.error.mock.calls[0][0]).toContain(
        'set auth.providers.oauth2proxy.issuer to exactly that',
      );
    });
  });

  it.each<[string, unknown]>([
    ['line breaks and invisible characters', 'a\nb\u2028c\u009bd\u202e'],
    ['a long text', 'x'.repeat(500)],
    ['a list of long texts', ['x'.repeat(20_000)]],
  ])('does not log %s of a key id', async (_, kid) => {
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
