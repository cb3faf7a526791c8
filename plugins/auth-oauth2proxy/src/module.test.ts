import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { decodeJwt } from 'jose';
import request from 'supertest';
import {
  createModule,
  HEADER,
  REFRESH,
  registerBackendHooks,
} from './__testUtils__/backend';

describe('createOauth2ProxyAuthModule', () => {
  const { start, withBackend, refresh, bearer } = registerBackendHooks();

  it("signs in the verified token's user", async () => {
    const { status, body } = await refresh({
      claims: { groups: ['platform'], picture: 'https://p/ada.png' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      profile: {
        displayName: 'Ada Lovelace',
        email: 'ada@example.com',
        picture: 'https://p/ada.png',
      },
      providerInfo: {},
      backstageIdentity: {
        token: expect.any(String),
        expiresInSeconds: expect.any(Number),
        identity: {
          type: 'user',
          userEntityRef: 'user:default/ada',
          ownershipEntityRefs: ['user:default/ada', 'group:default/platform'],
        },
      },
    });
    expect(decodeJwt(body.backstageIdentity.token).sub).toBe(
      'user:default/ada',
    );
  });

  it.each([false, 'false', 'yes', 1, null, undefined])(
    'does not show an email address whose email_verified is %p',
    async email_verified => {
      const { body } = await refresh({ claims: { email_verified } });
      expect(body.profile).toEqual({ displayName: 'Ada Lovelace' });
    },
  );

  it('shows an email address without email_verified if configuration trusts it', async () => {
    const { body } = await refresh({
      claims: { email_verified: undefined },
      block: { dangerouslyTrustEmailWithoutVerification: true },
    });
    expect(body.profile.email).toBe('ada@example.com');
  });

  it('sends no-store with every response', async () => {
    await withBackend({}, async server => {
      const answers = [];
      for (const sent of [
        await bearer(),
        await bearer({ preferred_username: 'Zoë' }),
        await bearer({ aud: 'grafana' }),
        {},
      ]) {
        const { status, headers } = await request(server)
          .get(REFRESH)
          .set(sent);
        answers.push([status, headers['cache-control']]);
      }
      expect(answers).toEqual([
        [200, 'no-store'],
        [403, 'no-store'],
        [401, 'no-store'],
        [401, 'no-store'],
      ]);
    });
  });

  it('omits profile fields that are not text', async () => {
    const { body } = await refresh({
      claims: { name: 42, email: ['ada@example.com'], picture: {} },
    });
    expect(body.profile).toEqual({});
  });

  it('creates the profile with the authHandler', async () => {
    const { body } = await refresh({
      module: createModule(undefined, async ({ fullProfile, getHeader }) => ({
        profile: {
          displayName: `${fullProfile.phone} ${getHeader('User-Agent')}`,
        },
      })),
      headers: { ...(await bearer({ phone: '555' })), 'user-agent': 'lynx' },
    });
    expect(body.profile).toEqual({ displayName: '555 lynx' });
  });

  it('sends the ID token to the browser only if configured', async () => {
    const headers = await bearer();
    const { body } = await refresh({ headers, block: { exposeIdToken: true } });
    expect(`Bearer ${body.providerInfo.idToken}`).toBe(headers[HEADER]);
  });

  it('reads the configured header', async () => {
    const { [HEADER]: value } = await bearer();
    const { status } = await refresh({
      headers: { 'X-Id-Token': value },
      block: { header: 'X-Id-Token' },
    });
    expect(status).toBe(200);
  });

  describe.each(['development', 'production', 'test'])(
    'with an invalid configuration under NODE_ENV=%s',
    NODE_ENV => {
      const env = process.env.NODE_ENV;
      beforeEach(() => Object.assign(process.env, { NODE_ENV }));
      afterEach(() => Object.assign(process.env, { NODE_ENV: env }));

      const issuer = 'https://idp';
      const audience = 'backstage';

      it.each<[string, string, object | undefined]>([
        ['no issuer', '.issuer is missing', { audience }],
        ['no audience', '.audience is missing', { issuer }],
        [
          'a symmetric algorithm',
          '.algorithms[0] is "HS256". List asymmetric',
          { issuer, audience, algorithms: ['HS256'] },
        ],
        ['no block', ' is missing', undefined],
        ['an empty block outside development', '.issuer is missing', {}],
      ])('does not start with %s', async (_, message, oauth2proxy) => {
        const auth = { environment: 'production', providers: { oauth2proxy } };
        await expect(start({ auth })).rejects.toThrow(
          `auth.providers.oauth2proxy${message}`,
        );
      });

      it('does not start with a misspelled block', async () => {
        const auth = { providers: { oauth2Proxy: {} } };
        await expect(start({ auth })).rejects.toThrow(
          'Rename that key to oauth2proxy, in lower case',
        );
      });
    },
  );

  it('issues tokens that other plugins accept', async () => {
    const whoami = createBackendPlugin({
      pluginId: 'whoami',
      register(env) {
        env.registerInit({
          deps: {
            httpAuth: coreServices.httpAuth,
            userInfo: coreServices.userInfo,
            httpRouter: coreServices.httpRouter,
          },
          async init({ httpAuth, userInfo, httpRouter }) {
            const router = Router();
            router.get('/', async (req, res) => {
              const credentials = await httpAuth.credentials(req, {
                allow: ['user'],
              });
              res.json(await userInfo.getUserInfo(credentials));
            });
            httpRouter.use(router);
          },
        });
      },
    });
    const features = [
      authServiceFactory,
      httpAuthServiceFactory,
      userInfoServiceFactory,
      whoami,
    ];
    await withBackend({ features }, async server => {
      const signedIn = await request(server)
        .get(REFRESH)
        .set(await bearer({ groups: ['platform'] }));
      const { token } = signedIn.body.backstageIdentity;
      const { status, body } = await request(server)
        .get('/api/whoami')
        .set('authorization', `Bearer ${token}`);
      expect(status).toBe(200);
      expect(body).toEqual({
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/platform'],
      });
    });
  });
});
