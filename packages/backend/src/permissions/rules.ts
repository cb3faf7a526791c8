export type Who =
  | 'everyone'
  | 'owners'
  | 'administrators'
  | 'nobody'
  | `group:${string}/${string}`;

export type Rule = readonly [permission: string, who: Who];

export interface Question {
  permission: { name: string; attributes: { action?: string } };
  /** The group that may do everything. */
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
 * Decides by the first rule that names the permission and fits the user. A permission without a rule is granted if it only
 * reads.
 */
export async function decide(
  rules: Rule[],
  { permission, administrators, getUser }: Question,
): Promise<Decision> {
  const { name, attributes } = permission;
  const isMember = async (group?: string) =>
    group !== undefined &&
    (await getUser()).ownershipEntityRefs.includes(group);

  const named = rules.filter(([ruled]) => ruled === name);
  for (const [, who] of named) {
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
  if (named.length === 0 && attributes.action === 'read') {
    return {
      allowed: 'always',
      reason: `no rule names ${name}, which only reads`,
    };
  }
  if (await isMember(administrators)) {
    return { allowed: 'always', reason: `${administrators} may do everything` };
  }
  const reason =
    named.length === 0
      ? `no rule names ${name}`
      : `rule ${name}: ${named.map(([, who]) => who).join(', ')}`;
  return { allowed: 'never', reason };
}
