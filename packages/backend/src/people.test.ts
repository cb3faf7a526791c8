import catalogModulePeople from 'backstage-plugin-catalog-backend-module-people';
import { Portal, startPortal, User } from './permissions/__testUtils__/portal';
import { until } from './permissions/__testUtils__/until';
import { policy } from './permissions/policy';

// Starting a backend is slow, and its catalog polls only once a second.
jest.setTimeout(60_000);

const NORA = '/api/catalog/entities/by-name/user/default/nora';
const RELEASE =
  '/api/auth/.backstage/actions/v1/actions/auth:release-user-name/invoke';

/** Tests that the plugins agree on the names of event topics and of a permission, because each plugin has its own copy of these names. */
describe('a portal with the auth provider, the people module and the policy', () => {
  let portal: Portal;
  let nora: User;
  let ada: User;

  beforeAll(async () => {
    portal = await startPortal(policy, { events: { useEventBus: 'never' } }, [
      catalogModulePeople,
    ]);
    nora = await portal.signIn('nora', 'payments');
    ada = await portal.signIn('ada', 'admins');
  });

  afterAll(() => portal.stop());

  const untilStatus = (status: number) =>
    until(async () => (await nora.get(NORA)).status === status || undefined);

  const erase = (user: User) =>
    user
      .post(RELEASE)
      .send({ userEntityRef: 'user:default/nora', erase: true });

  it('adds users to the catalog when they sign in, and removes those whom an administrator erases', async () => {
    await untilStatus(200);
    expect((await erase(nora)).status).toBe(404);
    expect((await erase(ada)).status).toBe(200);
    await untilStatus(404);
  });
});
