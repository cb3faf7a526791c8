import { Entity } from '@backstage/catalog-model';
import { ConfigSources, FileConfigSource } from '@backstage/config-loader';
import { resolve } from 'path';
import { component } from './__testUtils__/component';
import { Portal, startPortal, User } from './__testUtils__/portal';
import { until } from './__testUtils__/until';
import { policy } from './policy';

// Starting a backend is slow, and its catalog polls only once a second.
jest.setTimeout(60_000);

const LOCATIONS = '/api/catalog/locations';

const locationOf = (target: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Location',
  metadata: { name: 'nested' },
  spec: { type: 'url', target },
});

/** Returns the kinds that the portal's own configuration allows. */
async function readCatalogRules() {
  const config = await ConfigSources.toConfig(
    FileConfigSource.create({
      path: resolve(__dirname, '../../../../app-config.yaml'),
      watch: false,
      substitutionFunc: async () => undefined,
    }),
  );
  config.close();
  return config.getConfigArray('catalog.rules').map(rule => rule.get());
}

describe('createLocationGuard', () => {
  let portal: Portal;
  /** A member of the group payments. */
  let grace: User;
  let admin: User;

  beforeAll(async () => {
    portal = await startPortal(policy, {
      catalog: { rules: (await readCatalogRules()) as any[] },
    });
    grace = await portal.signIn('grace', 'payments');
    admin = await portal.signIn('ada', 'admins');
  });

  afterAll(() => portal.stop());

  const register = async (user: User, target: string) =>
    user.post(LOCATIONS).send({ type: 'url', target });

  const findLocation = async (target: string) => {
    const { body } = await admin.get(LOCATIONS);
    return body.find(({ data }: any) => data.target === target)?.data.id;
  };

  const getComponent = (name: string) =>
    admin.get(`/api/catalog/entities/by-name/component/default/${name}`);

  const waitFor = (name: string) =>
    until(async () => (await getComponent(name)).body.relations);

  /** Registers a location, and waits until the catalog has read it. */
  async function existing(name: string, owner: string) {
    const target = portal.write(`/${name}.yaml`, component(name, owner));
    const { body } = await register(admin, target);
    await waitFor(name);
    return { target, path: `${LOCATIONS}/${body.location.id}` };
  }

  describe('POST /locations', () => {
    it.each(['payments', 'group:payments', 'user:grace'])(
      'registers a component that the user owns as %s',
      async owner => {
        const name = owner.replace(':', '-');
        const target = portal.write(`/${name}.yaml`, component(name, owner));
        expect((await register(grace, target)).status).toBe(201);
        await waitFor(name);
      },
    );

    it.each([
      ['another group owns the component', [component('a', 'platform')]],
      [
        'another group owns one of the components',
        [component('b', 'payments'), component('c', 'platform')],
      ],
      ['the location is empty', []],
    ])('refuses if %s', async (_, entities) => {
      const target = portal.write('/refused.yaml', ...entities);
      const { status, body } = await register(grace, target);
      expect(status).toBe(403);
      expect(body.error.message).toBe(
        'You do not own every entity in this location',
      );
      expect(await findLocation(target)).toBeUndefined();
    });

    it("refuses a file that refers to another group's component", async () => {
      const theirs = portal.write('/theirs.yaml', component('d', 'platform'));
      const target = portal.write(
        '/nested.yaml',
        component('e', 'payments'),
        locationOf(theirs),
      );
      expect((await register(grace, target)).status).toBe(403);
    });

    it.each(['', 'false', '0', 'true', '1', 'true&dryRun=false'])(
      'registers nothing with ?dryRun=%s',
      async dryRun => {
        const target = portal.write('/dry.yaml', component('f', 'platform'));
        const path = `${LOCATIONS}?dryRun=${dryRun}`;
        await grace.post(path).send({ type: 'url', target });
        expect(await findLocation(target)).toBeUndefined();
      },
    );

    it('answers 400 if the location cannot be read', async () => {
      const target = portal.write('/a.yaml').replace('a.yaml', 'missing.yaml');
      expect((await register(grace, target)).status).toBe(400);
    });

    it.each([
      `${LOCATIONS}/`,
      '/api/catalog/Locations',
      '/api/catalog//locations',
    ])('also guards %s', async path => {
      const target = portal.write('/path.yaml', component('g', 'platform'));
      const { status } = await grace.post(path).send({ type: 'url', target });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(await findLocation(target)).toBeUndefined();
    });
  });

  describe('DELETE /locations/:id', () => {
    it('unregisters components that the user owns', async () => {
      const { path } = await existing('own', 'payments');
      expect((await grace.delete(path)).status).toBe(204);
    });

    it("refuses another group's components", async () => {
      const { path } = await existing('foreign', 'platform');
      expect((await grace.delete(path)).status).toBe(403);
      expect((await getComponent('foreign')).status).toBe(200);
      expect((await admin.delete(path)).status).toBe(204);
    });

    it('refuses a location that has no entities yet, except to administrators', async () => {
      const target = portal.write('/empty.yaml');
      const { body } = await register(admin, target);
      const path = `${LOCATIONS}/${body.location.id}`;
      expect((await grace.delete(path)).status).toBe(403);
      expect((await admin.delete(path)).status).toBe(204);
    });
  });

  describe('PUT /locations/:id', () => {
    const change = (user: User, path: string, target: string) =>
      user.put(path).send({ type: 'url', target });

    it('moves components that the user owns', async () => {
      const { path } = await existing('moving', 'payments');
      const target = portal.write('/moved.yaml', component('h', 'payments'));
      expect((await change(grace, path, target)).status).toBe(200);
    });

    it("refuses to move another group's components", async () => {
      const { path } = await existing('fixed', 'platform');
      const target = portal.write('/taken.yaml', component('i', 'payments'));
      expect((await change(grace, path, target)).status).toBe(403);
      expect((await change(admin, path, target)).status).toBe(200);
    });

    it("refuses a target with another group's components", async () => {
      const { path } = await existing('source', 'payments');
      const target = portal.write('/target.yaml', component('j', 'platform'));
      expect((await change(grace, path, target)).status).toBe(403);
    });
  });

  describe.each([
    ['User', { memberOf: ['admins'] }],
    ['Group', { type: 'team', children: [], members: ['grace'] }],
  ])('a file with a %s', (kind, spec) => {
    const metadata = { name: 'smuggled' };
    const apiVersion = 'backstage.io/v1alpha1';
    const write = () =>
      portal.write(`/${kind}.yaml`, component(`with-${kind}`, 'payments'), {
        apiVersion,
        kind,
        metadata,
        spec,
      });

    it('cannot be registered', async () => {
      expect((await register(grace, write())).status).toBe(400);
    });

    it('adds nothing to the catalog, even if an administrator registers it', async () => {
      await register(admin, write());
      await existing(`after-${kind}`, 'payments');
      const { body } = await admin.get('/api/catalog/entities');
      const names = body.map(({ metadata: { name } }: Entity) => name);
      expect(names).toContain(`after-${kind}`);
      expect(names).not.toContain(`with-${kind}`);
      expect(names).not.toContain('smuggled');
    });
  });

  describe('actions', () => {
    const invoke = async (user: User, action: string, input: object) => {
      const path = `/api/catalog/.backstage/actions/v1/actions/catalog:${action}/invoke`;
      return (await user.post(path).send(input)).status;
    };

    it('register only components that the user owns', async () => {
      const locationUrl = portal.write('/k.yaml', component('k', 'platform'));
      expect(await invoke(grace, 'register-entity', { locationUrl })).toBe(403);
      expect(await invoke(admin, 'register-entity', { locationUrl })).toBe(200);
    });

    it('unregister only components that the user owns', async () => {
      const { target } = await existing('listed', 'platform');
      const input = { type: { locationUrl: target } };
      expect(await invoke(grace, 'unregister-entity', input)).toBe(403);
      expect(await invoke(admin, 'unregister-entity', input)).toBe(200);
    });
  });
});
