import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createPermissionPolicy } from './modules';

const group = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name },
  spec: { type: 'team', children: [] },
});

/** Starts a backend whose scheduler runs tasks immediately, and returns its warnings. */
async function warningsOf(administrators: string | undefined) {
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const backend = await startTestBackend({
    features: [
      logger.factory,
      mockServices.scheduler.factory({
        includeInitialDelayedTasksOnStartup: true,
      }),
      mockServices.rootConfig.factory({
        data: { permission: { enabled: true, administrators } },
      }),
      catalogServiceMock.factory({ entities: [group('portal-admins')] }),
      permissionPlugin,
      createPermissionPolicy([]),
    ],
  });
  await backend.stop();
  return logger.warn.mock.calls.map(([message]) => message);
}

describe('permission.administrators', () => {
  it.each([undefined, 'group:default/portal-admins', 'portal-admins'])(
    'causes no warning if it is %s',
    async administrators => {
      expect(await warningsOf(administrators)).toEqual([]);
    },
  );

  it('causes a warning if the group is not in the catalog', async () => {
    expect(await warningsOf('group:default/portal-admin')).toEqual([
      expect.stringContaining(
        'permission.administrators is group:default/portal-admin, which is not in the catalog',
      ),
    ]);
  });
});
