import { mockServices } from '@backstage/backend-test-utils';
import { component } from '../permissions/__testUtils__/component';
import { Portal, startPortal } from '../permissions/__testUtils__/portal';
import { until } from '../permissions/__testUtils__/until';
import { policy } from '../permissions/policy';
import { RefusedWrites } from './refusedWrites';

// Starting a backend is slow, and its catalog polls only once a second.
jest.setTimeout(60_000);

describe('refused writes', () => {
  const auditor = mockServices.auditor.mock();
  const success = jest.fn();
  let portal: Portal;

  beforeAll(async () => {
    const refusedWrites = new RefusedWrites();
    portal = await startPortal(
      policy,
      { backend: { trustProxy: 1 } },
      [auditor.factory, ...refusedWrites.modules],
      [refusedWrites.handler],
    );
  });

  afterAll(() => portal.stop());

  beforeEach(() => {
    success.mockReset();
    auditor.createEvent.mockReset();
    auditor.createEvent.mockResolvedValue({ success, fail: jest.fn() });
  });

  /** Returns all events so far. They are recorded after the response has been sent, so this waits for the first. */
  const recorded = () =>
    until(async () => {
      const events = auditor.createEvent.mock.calls
        .map(([event]) => event)
        .filter(({ eventId }) => eventId === 'write-refuse');
      return events.length > 0 ? events : undefined;
    });

  const register = async (user: { post: Function }, query = '') => {
    const target = portal.write('/a.yaml', component('a', 'group:default/x'));
    const { status } = await user
      .post(`/api/catalog/locations${query}`)
      .send({ type: 'url', target });
    return status;
  };

  it('are recorded with the user, the path and the address', async () => {
    const grace = await portal.signIn('grace');
    grace.set('X-Forwarded-For', '10.0.0.9, 192.0.2.1');
    expect(await register(grace, '?code=secret')).toBe(403);
    expect(await recorded()).toEqual([
      {
        eventId: 'write-refuse',
        severityLevel: 'medium',
        meta: {
          entityRef: 'user:default/grace',
          method: 'POST',
          path: '/api/catalog/locations',
          address: '192.0.2.1',
        },
      },
    ]);
    expect(success).toHaveBeenCalled();
  });

  it.each(['/api/catalog/locations', '/api/permission/authorize'])(
    'are recorded with the name of a CI job at %s',
    async path => {
      const { status } = await portal.ci().post(path).send({});
      expect(status).toBe(403);
      expect(await recorded()).toMatchObject([
        { meta: { by: 'ci', method: 'POST', path } },
      ]);
    },
  );

  it("do not include pages' permission checks, reads, or requests without a token", async () => {
    const grace = await portal.signIn('grace');
    await grace.get('/api/catalog/entities');
    const { body } = await grace.post('/api/permission/authorize').send({
      items: [
        {
          id: '1',
          permission: {
            type: 'basic',
            name: 'catalog.ingestion.manage',
            attributes: { action: 'update' },
          },
        },
      ],
    });
    expect(body.items).toMatchObject([{ result: 'DENY' }]);
    await register(portal.nobody());
    // Only this request is recorded.
    expect(await register(grace)).toBe(403);
    expect(await recorded()).toHaveLength(1);
  });

  it('are refused as usual if the auditor throws', async () => {
    auditor.createEvent.mockImplementation(async ({ eventId }) => {
      if (eventId === 'write-refuse') {
        throw new Error('disk full');
      }
      return { success, fail: jest.fn() };
    });
    const grace = await portal.signIn('grace');
    expect(await register(grace)).toBe(403);
    expect(await recorded()).toHaveLength(1);
  });
});
