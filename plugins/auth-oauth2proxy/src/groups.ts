import { LoggerService } from '@backstage/backend-plugin-api';
import { describeType, isMap, readClaim } from './claims';
import { OAuth2ProxyConfig } from './config';
import { decideGroup, GroupDecision } from './groupDecisions';
import { IdentityRefusedError, quote } from './refusals';
import { OAuth2ProxyClaims } from './types';

/** Limits how much text from tokens ends up in memory and in the log. */
const MAX_WARNINGS = 100;

const EXPECTED = {
  list: 'a list of group names',
  text: 'a group name or a list of group names',
  keys: 'an object whose keys are group names',
};

/** A user's group. */
export interface UserGroup {
  entityRef: string;
  /** Whether the catalog gets the group if no other source has it. */
  create: boolean;
}

/** Why a token does not say which groups a user is in. */
export type GroupsMissingReason = 'claim_missing' | 'list_too_long';

/** What a token's groups became, and why. */
export interface GroupsReport {
  /** Missing if the portal reads no groups. */
  groupsClaim?: string;
  groupsMissingReason?: GroupsMissingReason;
  groups: GroupDecision[];
}

/**
 * Reads the groups in verified claims, and ignores groups that have no mapping and are not valid entity names. Without the
 * claim, the groups are undefined, which differs from an empty list.
 *
 * The reader throws an IdentityRefusedError `groups_invalid`, or `groups_not_allowed` if the user is in no allowed group.
 */
export function createGroupReader(
  config: OAuth2ProxyConfig,
  logger: LoggerService,
): (claims: OAuth2ProxyClaims) => UserGroup[] | undefined {
  const { groupsClaim, groups } = config;
  if (!groupsClaim) {
    return () => undefined;
  }
  const warnOfAbsence = createWarnOnce(logger);
  const warnOfNames = createWarnOnce(logger);
  return claims => {
    const { names, absence } = readNames(claims, groupsClaim, config);
    if (absence) {
      warnOfAbsence(
        `No groups for a user: ${absence.text} Memberships in the catalog stay as they are.`,
      );
    }
    if (groups.allow && !names?.some(name => groups.allow?.includes(name))) {
      const seen = absence
        ? `unknown: ${absence.text}`
        : `${quote(names)} (claim '${groupsClaim}').`;
      throw new IdentityRefusedError(
        'groups_not_allowed',
        `You are not in any group that may sign in here. Your groups are ${seen}`,
      );
    }
    return names && toUserGroups(names, groups, warnOfNames);
  };
}

/** Reports what the groups in verified claims became. Throws an IdentityRefusedError `groups_invalid`. */
export function reportGroups(
  claims: OAuth2ProxyClaims,
  config: OAuth2ProxyConfig,
): GroupsReport {
  const { groupsClaim, groups } = config;
  if (!groupsClaim) {
    return { groups: [] };
  }
  const { names, absence } = readNames(claims, groupsClaim, config);
  return names
    ? {
        groupsClaim,
        groups: [...new Set(names)].map(name => decideGroup(name, groups)),
      }
    : { groupsClaim, groupsMissingReason: absence.reason, groups: [] };
}

/** Returns the token's groups, or why they are missing. Only `groups.missing` can turn that into an empty list. */
function readNames(
  claims: OAuth2ProxyClaims,
  claim: string,
  { groupsFormat, groups }: OAuth2ProxyConfig,
):
  | { names: string[]; absence?: undefined }
  | { names?: undefined; absence: ReturnType<typeof findAbsence> } {
  const names = readGroups(claims, claim, groupsFormat);
  if (names) {
    return { names };
  }
  const absence = findAbsence(claims, claim);
  return groups.missing === 'none' && absence.reason === 'claim_missing'
    ? { names: [] }
    : { absence };
}

/** Undefined if the token has no list of groups. */
function readGroups(
  claims: OAuth2ProxyClaims,
  claim: string,
  format: keyof typeof EXPECTED,
): string[] | undefined {
  const value = readClaim(claims, claim);
  if (value === undefined || value === null) {
    return undefined;
  }
  if (format === 'keys' && isMap(value)) {
    return Object.keys(value).filter(key => value[key]);
  }
  const groups =
    format === 'text' && typeof value === 'string' ? [value] : value;
  if (format !== 'keys' && Array.isArray(groups) && groups.every(isText)) {
    return groups;
  }
  const found = describeGroups(value);
  throw new IdentityRefusedError(
    'groups_invalid',
    `The claim '${claim}' is ${found}, not ${EXPECTED[format]}. Set groupsFormat to the claim's form.`,
  );
}

function toUserGroups(
  names: string[],
  config: OAuth2ProxyConfig['groups'],
  warn: (message: string) => void,
): UserGroup[] {
  const groups = new Map<string, UserGroup>();
  const ignored: string[] = [];
  for (const name of names) {
    const group = toUserGroup(name, config);
    if (!group) {
      ignored.push(name);
    } else if (!groups.get(group.entityRef)?.create) {
      groups.set(group.entityRef, group);
    }
  }
  if (ignored.length > 0) {
    warn(
      `Ignored groups that are not valid entity names (${
        ignored.length
      }): ${quote(ignored.sort())}`,
    );
  }
  return [...groups.values()];
}

function toUserGroup(
  name: string,
  config: OAuth2ProxyConfig['groups'],
): UserGroup | undefined {
  const { entityRef, reason } = decideGroup(name, config);
  return entityRef === undefined
    ? undefined
    : { entityRef, create: reason !== 'not_included' };
}

/** Logs each warning once per process, and at most 100 different ones. */
function createWarnOnce(logger: LoggerService) {
  const logged = new Set<string>();
  return (message: string) => {
    if (logged.size < MAX_WARNINGS && !logged.has(message)) {
      logged.add(message);
      logger.warn(message);
    }
  };
}

/** Microsoft Entra ID leaves out long lists of groups, and says so (OpenID Connect Core 1.0, section 5.6.2). */
function findAbsence(
  claims: OAuth2ProxyClaims,
  claim: string,
): { reason: GroupsMissingReason; text: string } {
  const { _claim_names: elsewhere, hasgroups } = claims;
  if (isMap(elsewhere) && Object.hasOwn(elsewhere, claim)) {
    return {
      reason: 'list_too_long',
      text: `the list was too long for the ID token, which contains only its URL (claim '_claim_names').`,
    };
  }
  if (claim === 'groups' && hasgroups) {
    return {
      reason: 'list_too_long',
      text: `the list was too long for the ID token (claim 'hasgroups').`,
    };
  }
  return {
    reason: 'claim_missing',
    text: `the ID token has no claim '${claim}'. Either the user is in no group, or the identity provider does not send groups.`,
  };
}

function describeGroups(value: unknown): string {
  const other = Array.isArray(value)
    ? value.find(item => !isText(item))
    : undefined;
  return other === undefined
    ? describeType(value)
    : `a list that contains ${describeType(other)}`;
}

function isText(value: unknown) {
  return typeof value === 'string';
}
