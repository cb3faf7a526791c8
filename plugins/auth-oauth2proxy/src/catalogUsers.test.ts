import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { freezeClock, passTime } from './__testUtils__/clock';
import { createSigningKey, OidcProvider } from './__testUtils__/oidcProvider';
import { createOauth2ProxyAuthModule } from './index';

const userEntity = (name: string, team: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  relations: [{ type: 'memberOf', targetRef: `group:default/${team}` }],
});

describe('what the catalog says of a user', () => {
  let provider: OidcProvider;
  let catalog: ReturnType<typeof catalogServiceMock.mock>;
  let backend: TestBackend;

  beforeAll(async () => {
    provider = await OidcProvider.start(await createSigningKey());
  });

  afterAll(() => provider.down());

  beforeEach(async () => {
    freezeClock();
    catalog = catalogServiceMock.mock();
    backend = await startTestBackend({
      features: [
        authPlugin,
        createOauth2ProxyAuthModule({
          signIn: {
            resolver: ({ result }, ctx) =>
              ctx.signInWithCatalogUser({ entityRef: result.userEntityRef }),
          },
        }),
        catalog.factory,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            backend: { baseUrl: 'http://localhost:3000' },
            auth: {
              providers: {
                oauth2proxy: { issuer: provider.issuer, audience: 'backstage' },
              },
            },
          },
        }),
      ],
    });
  });

  afterEach(async () => {
    await backend.stop();
    jest.useRealTimers();
  });

  const signIn = async (preferred_username: string) => {
    const token = await provider.token({ preferred_username });
    const { status, body } = await request(backend.server)
      .get('/api/auth/oauth2proxy/refresh')
      .set('X-OAUTH2-PROXY-ID-TOKEN', `Bearer ${token}`);
    return {
      status,
      owns: body.backstageIdentity?.identity.ownershipEntityRefs,
    };
  };

  it('is asked for once by those who sign in at the same time', async () => {
    catalog.getEntityByRef.mockResolvedValue(userEntity('ada', 'platform'));
    const both = await Promise.all([signIn('ada'), signIn('ada')]);
    expect(both).toEqual(
      Array(2).fill({
        status: 200,
        owns: ['user:default/ada', 'group:default/platform'],
      }),
    );
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(1);
  });

  it('is gone by for half a minute, and no longer', async () => {
    catalog.getEntityByRef.mockResolvedValue(userEntity('ada', 'platform'));
    await signIn('ada');
    catalog.getEntityByRef.mockResolvedValue(userEntity('ada', 'payments'));

    passTime(29);
    expect((await signIn('ada')).owns).toContain('group:default/platform');
    passTime(2);
    expect((await signIn('ada')).owns).toContain('group:default/payments');
  });

  it('is said of nobody else', async () => {
    catalog.getEntityByRef.mockImplementation(async ref =>
      userEntity((ref as { name: string }).name, 'platform'),
    );
    await signIn('ada');
    expect((await signIn('grace')).owns).toContain('user:default/grace');
  });

  it('is asked for anew when the catalog did not know them', async () => {
    expect((await signIn('ada')).status).toBe(403);
    catalog.getEntityByRef.mockResolvedValue(userEntity('ada', 'platform'));
    expect((await signIn('ada')).status).toBe(200);
  });

  it('is asked for anew when the catalog did not answer', async () => {
    catalog.getEntityByRef.mockRejectedValueOnce(new Error('down'));
    expect((await signIn('ada')).status).toBe(500);
    catalog.getEntityByRef.mockResolvedValue(userEntity('ada', 'platform'));
    expect((await signIn('ada')).status).toBe(200);
  });
});
