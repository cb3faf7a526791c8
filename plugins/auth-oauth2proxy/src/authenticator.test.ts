import { IncomingMessage, request as httpRequest } from 'http';
import { json } from 'stream/consumers';
import {
  HEADER,
  REFRESH,
  registerBackendHooks,
  signIn,
} from './__testUtils__/backend';
import { createSigningKey } from './__testUtils__/oidcProvider';
import { createOauth2ProxyAuthModule } from './index';

describe('createOAuth2ProxyAuthenticator', () => {
  const { getProvider, start, block, refresh, bearer } = registerBackendHooks();

  const expectRefusal = async (
    headers: Record<string, string>,
    code: string,
  ) => {
    const { status, body } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      headers,
    );
    expect(status).toBe(401);
    expect(body.error).toMatchObject({ name: 'AuthenticationError', code });
    expect(body.error.cause).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain('ada');
  };

  it('refuses a request without the header', () =>
    expectRefusal({}, 'token_missing'));

  it('refuses an empty header', () =>
    expectRefusal({ [HEADER]: '' }, 'token_missing'));

  it('ignores headers that any client can send', () =>
    expectRefusal(
      { 'X-Forwarded-Preferred-Username': 'ada', 'X-Forwarded-User': 'ada' },
      'token_missing',
    ));

  it('ignores the Authorization header', async () =>
    expectRefusal(
      { authorization: `Bearer ${await getProvider().token()}` },
      'token_missing',
    ));

  it('refuses another scheme', () =>
    expectRefusal({ [HEADER]: 'Basic YWRhOmFkYQ==' }, 'token_malformed'));

  it('refuses a token without a scheme', async () =>
    expectRefusal(
      { [HEADER]: await getProvider().token() },
      'token_malformed',
    ));

  it('refuses two values in one header', async () => {
    const { [HEADER]: value } = await bearer();
    await expectRefusal({ [HEADER]: `${value}, ${value}` }, 'token_malformed');
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
    const { body } = await refresh(
      createOauth2ProxyAuthModule(signIn),
      await bearer({ iat, exp }),
    );
    expect(body.error).toEqual({
      name: 'AuthenticationError',
      message: 'The identity token was not accepted',
      code: 'token_expired',
      times: { now: expect.any(Number), iat, exp },
    });
  });

  it.each(['bearer', 'BEARER'])('accepts the scheme %s', async scheme => {
    const { status } = await refresh(createOauth2ProxyAuthModule(signIn), {
      [HEADER]: `${scheme} ${await getProvider().token()}`,
    });
    expect(status).toBe(200);
  });

  it('refuses two headers', async () => {
    const backend = await start(createOauth2ProxyAuthModule(signIn), block());
    try {
      const { [HEADER]: value } = await bearer();
      const response = await new Promise<IncomingMessage>(resolve =>
        httpRequest(
          {
            port: backend.server.port(),
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
    } finally {
      await backend.stop();
    }
  });
});
