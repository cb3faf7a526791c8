import { mockServices, TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { registerBackendHooks, REFRESH } from './__testUtils__/backend';
import { freezeClock, passTime } from './__testUtils__/clock';

describe('the audit log', () => {
  const { getProvider, start, bearer } = registerBackendHooks();
  const auditor = mockServices.auditor.mock();
  const logger = mockServices.logger.mock();
  let backend: TestBackend;
  let events: object[];

  beforeEach(async () => {
    jest.clearAllMocks();
    events = [];
    auditor.createEvent.mockImplementation(async ({ eventId, meta }) => ({
      success: async () => {
        events.push({ eventId, ...meta });
      },
      fail: async ({ error }) => {
        events.push({ eventId, error: error.message, ...meta });
      },
    }));
    freezeClock();
    backend = await start({
      features: [
        catalogServiceMock.factory({ entities: [] }),
        auditor.factory,
        logger.factory,
      ],
    });
  });

  afterEach(async () => {
    await backend.stop();
    jest.useRealTimers();
  });

  const signIn = async (claims = {}) =>
    request(backend.server)
      .get(REFRESH)
      .set(await bearer({ sub: '1', ...claims }));

  const address = expect.stringContaining('127.0.0.1');
  const ada = () => ({ issuer: getProvider().issuer, subject: '1', address });
  const boundAda = () => ({ entityRef: 'user:default/ada', ...ada() });
  const refusal = (reason: string, fields: object) => ({
    eventId: 'user-sign-in',
    error: reason,
    reason,
    omitted: 0,
    address,
    ...fields,
  });

  it('records each provider session once, and the binding with the first', async () => {
    await signIn({ sid: 'a' });
    await signIn({ sid: 'a' });
    await signIn({ sid: 'a', name: 'Another name' });
    passTime(1);
    await signIn({ sid: 'b' });
    await signIn({ sid: 'b' });
    expect(events).toEqual([
      { eventId: 'user-name-bind', ...boundAda() },
      { eventId: 'user-sign-in', ...boundAda() },
      { eventId: 'user-sign-in', ...boundAda() },
    ]);
  });

  it('records a refused identity with its account', async () => {
    await signIn({ preferred_username: 'a b' });
    const { issuer } = getProvider();
    expect(events).toEqual([
      refusal('user_name_invalid', { issuer, subject: '1' }),
    ]);
  });

  it('records no claims of an unverified token', async () => {
    await signIn({ aud: 'grafana' });
    await request(backend.server).get(REFRESH);
    expect(events).toEqual([
      refusal('token_audience_mismatch', {}),
      refusal('token_missing', {}),
    ]);
  });

  it('records the same refusal at most once a minute, with the number of omitted ones', async () => {
    for (let i = 0; i < 5; i++) {
      await signIn({ aud: 'grafana' });
    }
    passTime(59);
    await signIn({ aud: 'grafana' });
    expect(events).toHaveLength(1);
    passTime(1);
    await signIn({ aud: 'grafana' });
    expect(events.slice(1)).toEqual([
      refusal('token_audience_mismatch', { omitted: 5 }),
    ]);
  });

  it('records at most 100 refusals a minute across all accounts and addresses', async () => {
    for (let i = 0; i < 101; i++) {
      await signIn({ sub: String(i), preferred_username: 'a b' });
    }
    expect(events).toHaveLength(100);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('disk full'))],
    ['never answers', () => new Promise<never>(() => {})],
  ])('does not affect sign-ins if the auditor %s', async (_, createEvent) => {
    auditor.createEvent.mockImplementation(createEvent);
    expect((await signIn()).status).toBe(200);
    expect((await signIn({ preferred_username: 'a b' })).status).toBe(403);
  });

  it('logs an auditor failure', async () => {
    auditor.createEvent.mockRejectedValue(new Error('disk full'));
    await signIn();
    expect(logger.error).toHaveBeenCalledWith(
      'Cannot record user-sign-in',
      expect.objectContaining({ message: 'disk full' }),
    );
  });
});
