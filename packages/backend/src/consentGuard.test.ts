import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import express from 'express';
import request from 'supertest';
import { consentGuard, createConsentGuard } from './consentGuard';
import { startBackend } from './permissions/__testUtils__/backend';

const CLIENT = {
  client_id: 'test',
  redirect_uri: 'http://localhost:8787/callback',
  response_type: 'code',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};

describe('consentGuard', () => {
  const auditor = mockServices.auditor.mock();
  const success = jest.fn();
  let backend: Awaited<ReturnType<typeof startBackend>>;

  beforeAll(async () => {
    backend = await startBackend(
      {
        auth: {
          staticClients: [
            { clientId: 'test', redirectUris: [CLIENT.redirect_uri] },
          ],
        },
      },
      [
        authPlugin,
        consentGuard,
        auditor.factory,
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.auth.factory(),
      ],
    );
  });

  afterAll(() => backend.stop());

  beforeEach(() => {
    success.mockReset();
    auditor.createEvent.mockReset();
    auditor.createEvent.mockResolvedValue({ success, fail: jest.fn() });
  });

  /** Starts the client's request, and returns its ID and the cookie that the browser gets. */
  async function authorize(query = CLIENT, sent: string[] = []) {
    const response = await request(backend.url)
      .get('/api/auth/v1/authorize')
      .query(query)
      .set('Cookie', sent.join('; '));
    const { location = '', 'set-cookie': cookies = [] } = response.headers;
    return {
      id: location.split('/').at(-1)!,
      cookie: cookies[cookies.length - 1],
      cleared: cookies.slice(0, -1),
    };
  }

  const answer = (id: string, decision: string, cookie = '') =>
    request(backend.url)
      .post(`/api/auth/v1/sessions/${id}/${decision}`)
      .set('Cookie', cookie);

  it('gives the browser that starts a request a cookie for it', async () => {
    const { id, cookie } = await authorize();
    expect(cookie).toMatch(
      new RegExp(
        `^authorization-${id}=1; Max-Age=3600; Path=/; Expires=.*; HttpOnly; SameSite=Lax$`,
      ),
    );
  });

  it('gives no cookie for a request that is refused', async () => {
    const { cookie } = await authorize({ ...CLIENT, redirect_uri: 'http://x' });
    expect(cookie).toBeUndefined();
  });

  it('gives a browser cookies for its last ten requests', async () => {
    const names = Array.from({ length: 11 }, (_, n) => `authorization-${n}`);
    const cookies = ['a=b', ...names.map(name => `${name}=1`)];
    expect((await authorize(CLIENT, cookies.slice(0, 10))).cleared).toEqual([]);
    expect((await authorize(CLIENT, cookies)).cleared).toEqual([
      expect.stringMatching(/^authorization-0=;.* 1970 .*; HttpOnly;/),
      expect.stringMatching(/^authorization-1=;.* 1970 .*; HttpOnly;/),
    ]);
  });

  it('limits the cookie to this host if the portal uses HTTPS', async () => {
    const app = express()
      .use(createConsentGuard(true))
      .get('/v1/authorize', (_req, res) => res.redirect('/oauth2/authorize/a'));
    const { headers } = await request(app).get('/v1/authorize');
    expect(headers['set-cookie'][0]).toMatch(
      /^__Host-authorization-a=1; .*Path=\/;.*; Secure/,
    );
  });

  it.each(['approve', 'reject'])(
    'lets the browser with the cookie %s the request',
    async decision => {
      const { id, cookie } = await authorize();
      const { body } = await answer(id, decision, `a=b; ${cookie}`);
      // Backstage's own refusal, because the request has no token.
      expect(body.error_description).toBe('Authentication required');
    },
  );

  const approveAsAda = async () => {
    const { id, cookie } = await authorize();
    return answer(id, 'approve', cookie).set(
      'Authorization',
      mockCredentials.user.header('user:default/ada'),
    );
  };

  it('records an approval with the user and the client', async () => {
    expect((await approveAsAda()).status).toBe(200);
    expect(auditor.createEvent.mock.calls).toEqual([
      [
        {
          eventId: 'client-approve',
          severityLevel: 'medium',
          meta: {
            entityRef: 'user:default/ada',
            clientId: 'test',
            address: expect.stringContaining('127.0.0.1'),
          },
        },
      ],
    ]);
    expect(success).toHaveBeenCalled();
  });

  it('records no approval that Backstage refuses', async () => {
    const { id, cookie } = await authorize();
    await answer(id, 'approve', cookie).set(
      'Authorization',
      mockCredentials.service.header(),
    );
    expect(auditor.createEvent).not.toHaveBeenCalled();
  });

  it('approves a client even if the auditor throws', async () => {
    auditor.createEvent.mockRejectedValue(new Error('disk full'));
    expect((await approveAsAda()).status).toBe(200);
  });

  it.each([
    ['approve', () => ''],
    ['reject', () => ''],
    ['approve/', () => ''],
    ['APPROVE', () => ''],
    ['approve', (other: string) => other],
    ['approve', (_other: string, own: string) => `x${own}`],
  ])(
    'refuses to %s the request in another browser',
    async (decision, cookieFrom) => {
      const other = (await authorize()).cookie.split(';')[0];
      const { id, cookie } = await authorize();
      const own = cookie.split(';')[0];
      const response = await answer(id, decision, cookieFrom(other, own));
      expect(response.status).toBe(403);
      expect(response.body).toMatchObject({
        error: 'access_denied',
        error_description: expect.stringContaining('another browser'),
      });
    },
  );
});
