import { IncomingMessage, request as httpRequest } from 'http';
import { json } from 'stream/consumers';
import { HEADER, REFRESH, registerBackendHooks } from './__testUtils__/backend';
import { createSigningKey } from './__testUtils__/oidcProvider';

type Headers = Record<string, string>;

describe('createOAuth2ProxyAuthenticator', () => {
  const { getProvider, withBackend, refresh, bearer } = registerBackendHooks();

  const expectRefusal = async (headers: Headers, code: string) => {
    const { status, body } = await refresh({ headers });
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ name: 'AuthenticationError', code });
    expect(body.error.cause).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain('ada');
  };

  it.each<[string, (token: string) => Headers, string]>([
    ['refuses a request without the header', () => ({}), 'token_missing'],
    ['refuses an empty header', () => ({ [HEADER]: '' }), 'token_missing'],
    [
      'ignores headers that any client can send',
      () => ({
        'X-Forwarded-Preferred-Username': 'ada',
        'X-Forwarded-User': 'ada',
      }),
      'token_missing',
    ],
    [
      'ignores the Authorization header',
      token => ({ authorization: `Bearer ${token}` }),
      'token_missing',
    ],
    [
      'refuses another scheme',
      () => ({ [HEADER]: 'Basic YWRhOmFkYQ==' }),
      'token_malformed',
    ],
    [
      'refuses a token without a scheme',
      token => ({ [HEADER]: token }),
      'token_malformed',
    ],
    [
      'refuses two values in one header',
      token => ({ [HEADER]: `Bearer ${token}, Bearer ${token}` }),
      'token_malformed',
    ],
  ])('%s', async (_, headers, code) => {
    await expectRefusal(headers(await getProvider().token()), code);
  });

  it('refuses a forged token', async () => {
    const forger = await createSigningKey('RS256', getProvider().keys[0].kid);
    const token = await getProvider().token({}, {}, forger);
    await expectRefusal(
      { [HEADER]: `Bearer ${token}` },
      'token_signature_invalid',
    );
  });

  it('refuses an expired token and sends its times, but nothing else of it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const iat = now - 900;
    const exp = now - 600;
    const { body } = await refresh({ claims: { iat, exp } });
    expect(body.error).toEqual({
      name: 'AuthenticationError',
      message: 'The identity token was not accepted',
      code: 'token_expired',
      times: { now: expect.any(Number), iat, exp },
    });
  });

  it.each(['bearer', 'BEARER'])('accepts the scheme %s', async scheme => {
    const token = await getProvider().token();
    const headers = { [HEADER]: `${scheme} ${token}` };
    expect((await refresh({ headers })).status).toBe(200);
  });

  it('refuses two headers', async () => {
    const { [HEADER]: value } = await bearer();
    await withBackend({}, async server => {
      const response = await new Promise<IncomingMessage>(resolve =>
        httpRequest(
          {
            port: server.port(),
            path: REFRESH,
            headers: { [HEADER]: [value, value] },
          },
          resolve,
        ).end(),
      );
      expect(response.statusCode).toBe(401);
      expect(await json(response)).toMatchObject({
        error: { code: 'token_malformed' },
      });
    });
  });
});
