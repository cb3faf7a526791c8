export type Who =
  | 'everyone'
  | 'owners'
  | 'administrators'
  | 'nobody'
  | `group:${string}/${string}`;

export type Rule = readonly [permission: string, who: Who];

export interface Question {
  permission: { name: string; attributes: { action?: string } };
  /** The group with all permissions. */
  administrators?: string;
  /** Called only if the answer depends on the user. */
  getUser: () => Promise<{ ownershipEntityRefs: string[] }>;
}

/** Whether a user has a permission, for everything or for what they own, and why. */
export interface Decision {
  allowed: 'always' | 'ifOwner' | 'never';
  reason: string;
}

/**
 * Decides by the first rule for the permission that matches the user. A read permission without a rule is granted.
 */
export async function decide(
  rules: Rule[],
  { permission, administrators, getUser }: Question,
): Promise<Decision> {
  const { name, attributes } = permission;
  const isMember = async (group?: string) =>
    group !== undefined &&
    (await getUser()).ownershipEntityRefs.includes(group);

  const matching = rules.filter(([ruled]) => ruled === name);
  for (const [, who] of matching) {
    const reason = `rule ${name}: ${who}`;
    if (who === 'everyone') {
      return { allowed: 'always', reason };
    }
    if (who === 'nobody') {
      return { allowed: 'never', reason };
    }
    if (await isMember(administrators)) {
      break;
    }
    if (who === 'owners') {
      return { allowed: 'ifOwner', reason };
    }
    if (await isMember(who)) {
      return { allowed: 'always', reason };
    }
  }
  if (matching.length === 0 && attributes.action === 'read') {
    return {
      allowed: 'always',
      reason: `no rule for ${name}, which is a read permission`,
    };
  }
  if (await isMember(administrators)) {
    return {
      allowed: 'always',
      reason: `${administrators} has all permissions`,
    };
  }
  const reason =
    matching.length === 0
      ? `no rule for ${name}`
      : `rule ${name}: ${matching.map(([, who]) => who).join(', ')}`;
  return { allowed: 'never', reason };
}
