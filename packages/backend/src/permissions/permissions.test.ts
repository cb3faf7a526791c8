import { Entity } from '@backstage/catalog-model';
import searchPlugin from '@backstage/plugin-search-backend';
import searchCatalogModule from '@backstage/plugin-search-backend-module-catalog';
import { component } from './__testUtils__/component';
import { Portal, startPortal, User } from './__testUtils__/portal';
import { until } from './__testUtils__/until';
import { policy } from './policy';
import { Rule } from './rules';

// Starting a backend is slow, and its catalog polls only once a second.
jest.setTimeout(60_000);

const ENTITIES = '/api/catalog/entities';

async function register(portal: Portal, admin: User, ...entities: Entity[]) {
  const target = portal.write('/catalog-info.yaml', ...entities);
  await admin.post('/api/catalog/locations').send({ type: 'url', target });
  await until(async () => {
    const { body } = await admin.get(ENTITIES).query('filter=kind=component');
    return body.length === entities.length || undefined;
  });
}

describe('a portal with the default policy', () => {
  let portal: Portal;
  let grace: User;
  let ada: User;

  beforeAll(async () => {
    portal = await startPortal(policy);
    grace = await portal.signIn('grace', 'payments');
    ada = await portal.signIn('ada', 'admins');
    await register(
      portal,
      ada,
      component('theirs', 'platform'),
      component('ours', 'payments'),
    );
  });

  afterAll(() => portal.stop());

  const refresh = (user: User, name: string) =>
    user
      .post('/api/catalog/refresh')
      .send({ entityRef: `component:default/${name}` });

  const remove = async (user: User, name: string) => {
    const { body } = await user.get(
      `${ENTITIES}/by-name/component/default/${name}`,
    );
    return user.delete(`${ENTITIES}/by-uid/${body.metadata.uid}`);
  };

  it('lets owners refresh only what they own', async () => {
    expect((await refresh(grace, 'ours')).status).toBe(200);
    expect((await refresh(grace, 'theirs')).status).toBe(403);
  });

  it('lets administrators refresh everything', async () => {
    expect((await refresh(ada, 'ours')).status).toBe(200);
    expect((await refresh(ada, 'theirs')).status).toBe(200);
  });

  it('lets owners delete only what they own', async () => {
    expect((await remove(grace, 'theirs')).status).toBe(403);
    expect((await remove(grace, 'ours')).status).toBe(204);
  });

  it('does not restrict external services in the configuration', async () => {
    expect((await refresh(portal.machine(), 'theirs')).status).toBe(200);
  });

  it('answers 401 to requests without a user', async () => {
    const { status } = await portal.nobody().get(ENTITIES);
    expect(status).toBe(401);
  });

  it('revokes administrator rights seconds after a sign-in without the group', async () => {
    const earlier = await portal.signIn('alan', 'admins');
    expect((await refresh(earlier, 'theirs')).status).toBe(200);
    const later = await portal.signIn('alan', 'payments');
    for (const user of [later, earlier]) {
      await until(async () => {
        const { status } = await refresh(user, 'theirs');
        return status === 403 || undefined;
      });
    }
  });
});

describe('a portal where everyone sees only what they own', () => {
  const rules: Rule[] = [['catalog.entity.read', 'owners'], ...policy];
  let portal: Portal;
  let grace: User;
  let ada: User;

  beforeAll(async () => {
    const schedule = {
      frequency: { seconds: 1 },
      timeout: { minutes: 1 },
      initialDelay: { seconds: 1 },
    };
    portal = await startPortal(
      rules,
      { search: { collators: { catalog: { schedule } } } },
      [searchPlugin, searchCatalogModule],
    );
    grace = await portal.signIn('grace', 'payments');
    ada = await portal.signIn('ada', 'admins');
    await register(
      portal,
      ada,
      component('theirs', 'platform'),
      component('ours', 'payments'),
    );
  });

  afterAll(() => portal.stop());

  // Search has no results, but an error, until its index is built.
  const titles = (results: any[] = []) =>
    results.map(({ document }) => document.title).sort();

  it('finds only their own entities in search', async () => {
    const search = async (user: User) => {
      const { body } = await user.get('/api/search/query').query({ term: '' });
      return titles(body.results);
    };
    await until(async () => (await search(ada)).includes('ours') || undefined);
    expect(await search(ada)).toEqual(
      expect.arrayContaining(['ours', 'theirs']),
    );
    expect(await search(grace)).toEqual(['ours']);
  });

  it('returns only their own entities from actions', async () => {
    const get = async (user: User, name: string) => {
      const path =
        '/api/catalog/.backstage/actions/v1/actions/catalog:get-catalog-entity/invoke';
      const { body } = await user.post(path).send({ kind: 'component', name });
      return body.output?.metadata.name ?? body.error.message;
    };
    expect(await get(grace, 'ours')).toBe('ours');
    expect(await get(grace, 'theirs')).toContain('No entity found');
    expect(await get(ada, 'theirs')).toBe('theirs');
  });

  it("still guards locations with entities that the user can't see", async () => {
    const target = portal.write(
      '/mixed.yaml',
      component('visible', 'payments'),
      component('hidden', 'platform'),
    );
    const { body } = await ada
      .post('/api/catalog/locations')
      .send({ type: 'url', target });
    await until(
      async () =>
        (
          await ada.get(`${ENTITIES}/by-name/component/default/hidden`)
        ).body.relations,
    );
    const { status } = await grace.delete(
      `/api/catalog/locations/${body.location.id}`,
    );
    expect(status).toBe(403);
  });
});
