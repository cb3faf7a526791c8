import { BackstageUserInfo } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { GroupPolicy } from './groupPolicy';
import { policy } from './policy';
import { Rule } from './rules';

const person = (name: string, ...groups: string[]): BackstageUserInfo => ({
  userEntityRef: `user:default/${name}`,
  ownershipEntityRefs: [
    `user:default/${name}`,
    ...groups.map(group => `group:default/${group}`),
  ],
});

const ada = person('ada', 'platform', 'admins');
const grace = person('grace', 'payments');
const linus = person('linus');

function createPolicy(rules: Rule[], administrators?: string) {
  const logger = mockServices.logger.mock();
  const userInfo = mockServices.userInfo.mock();
  const options = { rules, administrators, logger, userInfo };
  const groupPolicy = new GroupPolicy(options);
  const decide = (permission: Permission, info?: BackstageUserInfo) => {
    userInfo.getUserInfo.mockResolvedValue(info!);
    const user = info && { credentials: mockCredentials.user(), info };
    return groupPolicy.handle({ permission }, user);
  };
  return { decide, logger, userInfo };
}

describe('the policy of this portal', () => {
  const { decide } = createPolicy(policy, 'group:default/admins');
  const techdocs = createPermission({
    name: 'techdocs.actions.read',
    attributes: { action: 'read' },
  });
  const permissions: Permission[] = [
    ...catalogPermissions,
    ...scaffolderPermissions,
    techdocs,
  ];

  const yes = 'ALLOW';
  const no = 'DENY';
  const owner = 'CONDITIONAL';

  it.each`
    permission                              | administrator | member   | nobodysMember
    ${'catalog.entity.read'}                | ${yes}        | ${yes}   | ${yes}
    ${'catalog.entity.create'}              | ${yes}        | ${yes}   | ${yes}
    ${'catalog.entity.delete'}              | ${yes}        | ${owner} | ${owner}
    ${'catalog.entity.refresh'}             | ${yes}        | ${owner} | ${owner}
    ${'catalog.entity.validate'}            | ${yes}        | ${yes}   | ${yes}
    ${'catalog.location.read'}              | ${yes}        | ${yes}   | ${yes}
    ${'catalog.location.create'}            | ${yes}        | ${yes}   | ${yes}
    ${'catalog.location.delete'}            | ${yes}        | ${yes}   | ${yes}
    ${'catalog.location.analyze'}           | ${yes}        | ${yes}   | ${yes}
    ${'catalog.ingestion.read'}             | ${yes}        | ${no}    | ${no}
    ${'catalog.ingestion.manage'}           | ${yes}        | ${no}    | ${no}
    ${'scaffolder.template.parameter.read'} | ${yes}        | ${yes}   | ${yes}
    ${'scaffolder.template.step.read'}      | ${yes}        | ${yes}   | ${yes}
    ${'scaffolder.template.dry-run'}        | ${yes}        | ${no}    | ${no}
    ${'scaffolder.template.management'}     | ${yes}        | ${no}    | ${no}
    ${'scaffolder.action.execute'}          | ${yes}        | ${yes}   | ${yes}
    ${'scaffolder.task.create'}             | ${yes}        | ${yes}   | ${yes}
    ${'scaffolder.task.read'}               | ${yes}        | ${owner} | ${owner}
    ${'scaffolder.task.cancel'}             | ${yes}        | ${owner} | ${owner}
    ${'techdocs.actions.read'}              | ${yes}        | ${yes}   | ${yes}
  `(
    'answers $permission: administrator $administrator, member of a group $member, user without groups $nobodysMember',
    async ({ permission: name, ...expected }) => {
      const permission = permissions.find(known => known.name === name)!;
      const [administrator, member, nobodysMember] = await Promise.all(
        [ada, grace, linus].map(info => decide(permission, info)),
      );
      expect({
        administrator: administrator.result,
        member: member.result,
        nobodysMember: nobodysMember.result,
      }).toEqual(expected);
      expect(await decide(permission)).toEqual({ result: no });
    },
  );
});

describe('GroupPolicy', () => {
  const update = createPermission({
    name: 'catalog.entity.refresh',
    attributes: { action: 'update' },
    resourceType: 'catalog-entity',
  });

  it('limits owners to entities that they or their groups own', async () => {
    const { decide } = createPolicy([[update.name, 'owners']]);
    expect(await decide(update, grace)).toMatchObject({
      result: 'CONDITIONAL',
      pluginId: 'catalog',
      conditions: {
        rule: 'IS_ENTITY_OWNER',
        params: { claims: ['user:default/grace', 'group:default/payments'] },
      },
    });
  });

  it('limits owners to tasks that they started themselves', async () => {
    const permission = createPermission({
      name: 'scaffolder.task.read',
      attributes: { action: 'read' },
      resourceType: 'scaffolder-task',
    });
    const { decide } = createPolicy([[permission.name, 'owners']]);
    expect(await decide(permission, grace)).toMatchObject({
      result: 'CONDITIONAL',
      pluginId: 'scaffolder',
      conditions: {
        rule: 'IS_TASK_OWNER',
        params: { createdBy: ['user:default/grace'] },
      },
    });
  });

  it('denies owners a permission on things that have no owner', async () => {
    const permission = createPermission({ name: 'a.b', attributes: {} });
    const { decide } = createPolicy([['a.b', 'owners']]);
    expect(await decide(permission, grace)).toEqual({ result: 'DENY' });
  });

  it('uses the first rule that matches the user', async () => {
    const { decide } = createPolicy([
      [update.name, 'group:default/payments'],
      [update.name, 'owners'],
    ]);
    expect((await decide(update, grace)).result).toBe('ALLOW');
    expect((await decide(update, linus)).result).toBe('CONDITIONAL');
  });

  it('denies members of other groups what a rule grants to one group', async () => {
    const { decide } = createPolicy([[update.name, 'group:default/payments']]);
    expect((await decide(update, linus)).result).toBe('DENY');
  });

  it('grants administrators everything except what is for nobody', async () => {
    const admins = 'group:default/admins';
    const { decide } = createPolicy([[update.name, 'owners']], admins);
    expect((await decide(update, ada)).result).toBe('ALLOW');
    const strict = createPolicy([[update.name, 'nobody']], admins);
    expect((await strict.decide(update, ada)).result).toBe('DENY');
  });

  it('has no administrators unless a group is configured', async () => {
    const { decide } = createPolicy([[update.name, 'administrators']]);
    expect((await decide(update, ada)).result).toBe('DENY');
  });

  it('does not look up users for permissions that everyone has', async () => {
    const { decide, userInfo } = createPolicy([[update.name, 'everyone']]);
    expect((await decide(update, grace)).result).toBe('ALLOW');
    expect(userInfo.getUserInfo).not.toHaveBeenCalled();
  });

  it('grants a read permission without a rule', async () => {
    const { decide, logger } = createPolicy([]);
    const permission = createPermission({
      name: 'new.thing.read',
      attributes: { action: 'read' },
    });
    expect((await decide(permission, linus)).result).toBe('ALLOW');
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it.each(['create', 'update', 'delete', undefined] as const)(
    'denies a permission without a rule and with the action %s, and logs it once',
    async action => {
      const admins = 'group:default/admins';
      const { decide, logger } = createPolicy([], admins);
      const permission = createPermission({
        name: 'new.thing.use',
        attributes: { action },
      });
      expect((await decide(permission, grace)).result).toBe('DENY');
      expect((await decide(permission, linus)).result).toBe('DENY');
      expect((await decide(permission, ada)).result).toBe('ALLOW');
      expect(logger.warn).toHaveBeenCalledTimes(1);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('new.thing.use'),
      );
    },
  );
});
