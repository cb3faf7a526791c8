import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import {
  createModule,
  HEADER,
  REFRESH,
  registerBackendHooks,
  userEntity,
} from './__testUtils__/backend';

const IDENTITY = '/api/auth/oauth2proxy/identity';

type Headers = Record<string, string>;

describe('identity route', () => {
  const { getProvider, withBackend, bearer } = registerBackendHooks();

  type Options = Parameters<typeof withBackend>[0] & {
    /** Replaced claims of the token that signs in. */
    claims?: object;
    /** Replaces the headers of the identity request. */
    headers?: (sent: Headers) => Promise<Headers> | Headers;
  };

  /** Signs in, and requests the identity. */
  const ask = async ({
    claims,
    headers = sent => sent,
    ...options
  }: Options = {}) =>
    withBackend(
      {
        features: [
          authServiceFactory,
          httpAuthServiceFactory,
          catalogServiceMock.factory({
            entities: [userEntity('countess', 'ada@example.com')],
          }),
        ],
        ...options,
      },
      async server => {
        const idToken = await bearer(claims);
        const { body } = await request(server).get(REFRESH).set(idToken);
        const authorization = `Bearer ${body.backstageIdentity?.token}`;
        return request(server)
          .get(IDENTITY)
          .set(await headers({ ...idToken, authorization }));
      },
    );

  it('returns the account, the lifetime of its token, and its groups', async () => {
    const { status, body, headers } = await ask({
      claims: { sub: 'b2f1', groups: ['platform'] },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer: getProvider().issuer,
      subject: 'b2f1',
      idTokenExpiresIn: expect.any(Number),
      groupsClaim: 'groups',
      groups: [
        {
          name: 'platform',
          reason: 'not_included',
          entityRef: 'group:default/platform',
        },
      ],
    });
    expect(body.idTokenExpiresIn).toBeGreaterThan(0);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('returns no token and no other claim', async () => {
    const { text } = await ask({ claims: { phone: '555', name: 'Ada' } });
    expect(text).not.toMatch(/eyJ|555|Ada|example\.com/);
  });

  it('works in a portal that reads no groups', async () => {
    const { body } = await ask({ block: {}, claims: { groups: ['a'] } });
    expect(body).toMatchObject({ subject: expect.any(String), groups: [] });
    expect(body).not.toHaveProperty('groupsClaim');
  });

  it('works with a resolver that uses the email address', async () => {
    const { status, body } = await ask({
      module: createModule(async ({ profile }, ctx) =>
        ctx.signInWithCatalogUser({
          filter: { 'spec.profile.email': profile.email ?? '' },
        }),
      ),
      claims: { sub: 'b2f1', preferred_username: undefined },
    });
    expect(status).toBe(200);
    expect(body.subject).toBe('b2f1');
  });

  it('works with a resolver that uses the older API', async () => {
    const { status } = await ask({
      module: createModule(async ({ result }, ctx) => {
        const claims = { sub: result.userEntityRef };
        return {
          id: 'ada',
          token: await ctx.tokenIssuer.issueToken({ claims }),
        };
      }),
    });
    expect(status).toBe(200);
  });

  it('works for tokens that are only decoded in development', async () => {
    const { status, body } = await ask({
      auth: { environment: 'development', providers: { oauth2proxy: {} } },
    });
    expect(status).toBe(200);
    expect(body.issuer).toBe(getProvider().issuer);
  });

  it.each<[string, NonNullable<Options['headers']>]>([
    ['the ID token', ({ authorization }) => ({ authorization })],
    ['the Backstage token', ({ [HEADER]: idToken }) => ({ [HEADER]: idToken })],
    [
      'a valid Backstage token',
      sent => ({ ...sent, authorization: 'Bearer forged' }),
    ],
    [
      'an ID token for this portal',
      async sent => ({ ...sent, ...(await bearer({ aud: 'grafana' })) }),
    ],
  ])('answers 401 without %s', async (_, headers) => {
    const { status, body } = await ask({ headers });
    expect(status).toBe(401);
    expect(body).not.toHaveProperty('subject');
  });

  it("answers 403 if the proxy sends another user's account", async () => {
    await withBackend(
      { features: [authServiceFactory, httpAuthServiceFactory] },
      async server => {
        const signIn = async (claims: object) => {
          const idToken = await bearer(claims);
          const { body } = await request(server).get(REFRESH).set(idToken);
          return { idToken, token: body.backstageIdentity.token };
        };
        const ada = await signIn({ sub: '1' });
        const grace = await signIn({ sub: '2', preferred_username: 'grace' });
        const { status, body } = await request(server)
          .get(IDENTITY)
          .set(grace.idToken)
          .set('authorization', `Bearer ${ada.token}`);
        expect(status).toBe(403);
        expect(body).not.toHaveProperty('subject');
      },
    );
  });

  it('answers 403 to services', async () => {
    const { status } = await ask({
      features: [catalogServiceMock.factory({ entities: [] })],
      headers: sent => ({
        ...sent,
        authorization: mockCredentials.service.header(),
      }),
    });
    expect(status).toBe(403);
  });
});
