import {
  BackstageUserInfo,
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { decide, Rule } from './rules';

export interface GroupPolicyOptions {
  rules: Rule[];
  administrators?: string;
  logger: LoggerService;
  userInfo: UserInfoService;
}

/** Decides by rules and by the groups from the user's last sign-in. */
export class GroupPolicy implements PermissionPolicy {
  private readonly withoutRule = new Set<string>();

  constructor(private readonly options: GroupPolicyOptions) {}

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const { rules, administrators, userInfo } = this.options;
    let info: Promise<BackstageUserInfo> | undefined;
    const getUser = () => (info ??= userInfo.getUserInfo(user.credentials));
    const { allowed } = await decide(rules, {
      permission,
      administrators,
      getUser,
    });
    if (allowed === 'always') {
      return { result: AuthorizeResult.ALLOW };
    }
    if (allowed === 'ifOwner') {
      return ifOwner(permission, await getUser());
    }
    this.reportMissingRule(permission.name);
    return { result: AuthorizeResult.DENY };
  }

  /** Logs a denied permission that has no rule, once. */
  private reportMissingRule(name: string) {
    const { rules, logger } = this.options;
    if (
      !rules.some(([named]) => named === name) &&
      !this.withoutRule.has(name)
    ) {
      this.withoutRule.add(name);
      logger.warn(
        `Denied ${name}, which has no rule in packages/backend/src/permissions/policy.ts`,
      );
    }
  }
}

function ifOwner(
  permission: Permission,
  { userEntityRef, ownershipEntityRefs }: BackstageUserInfo,
): PolicyDecision {
  if (isResourcePermission(permission, 'catalog-entity')) {
    return createCatalogConditionalDecision(
      permission,
      catalogConditions.isEntityOwner({ claims: ownershipEntityRefs }),
    );
  }
  if (isResourcePermission(permission, 'scaffolder-task')) {
    return createScaffolderTaskConditionalDecision(
      permission,
      scaffolderTaskConditions.isTaskOwner({ createdBy: [userEntityRef] }),
    );
  }
  return { result: AuthorizeResult.DENY };
}
