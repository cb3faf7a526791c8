import { LoggerService } from '@backstage/backend-plugin-api';
import { describeType, isMap, readClaim } from './claims';
import { OAuth2ProxyConfig } from './config';
import { entityRef, isEntityName } from './entityRefs';
import { IdentityRefusedError } from './errors';
import { quote } from './quote';
import { OAuth2ProxyClaims } from './types';

/** Limits how much text from tokens fills the memory and the log. */
const MAX_WARNINGS = 100;

type GroupsFormat = OAuth2ProxyConfig['groupsFormat'];

const EXPECTED: Record<GroupsFormat, string> = {
  list: 'a list of group names',
  text: 'a group name or a list of group names',
  keys: 'an object whose keys are group names',
};

/**
 * Reads the entity references for the groups of verified claims, and ignores groups that are not valid entity names.
 *
 * The reader throws an IdentityRefusedError `groups_invalid`, or `groups_not_allowed` if the user is in no allowed group.
 */
export function createGroupReader(
  config: OAuth2ProxyConfig,
  logger: LoggerService,
): (claims: OAuth2ProxyClaims) => string[] {
  const { groupsClaim, groupsFormat } = config;
  const warnOfAbsence = createWarnOnce(logger);
  const warnOfNames = createWarnOnce(logger);
  if (!groupsClaim) {
    return () => [];
  }
  return claims => {
    const groups = readGroups(claims, groupsClaim, groupsFormat);
    if (!groups) {
      warnOfAbsence(
        `No groups for a user: ${describeAbsence(claims, groupsClaim)}`,
      );
    }
    checkAllowed(groups, claims, config);
    return toEntityRefs(groups ?? [], warnOfNames);
  };
}

/** Undefined if the token has no list of groups, which is not the same as an empty list. */
function readGroups(
  claims: OAuth2ProxyClaims,
  claim: string,
  format: GroupsFormat,
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
  if (format !== 'keys' && isTextList(groups)) {
    return groups;
  }
  throw new IdentityRefusedError(
    'groups_invalid',
    `The claim '${claim}' is ${describeGroups(value)}, not ${
      EXPECTED[format]
    }. Set groupsFormat to the form of the claim.`,
  );
}

function checkAllowed(
  groups: string[] | undefined,
  claims: OAuth2ProxyClaims,
  { groupsClaim = '', groups: { allow } = {} }: OAuth2ProxyConfig,
) {
  if (!allow || groups?.some(group => allow.includes(group))) {
    return;
  }
  const seen = groups
    ? `Your groups are ${quote(groups)} (claim '${groupsClaim}').`
    : `Your groups are unknown: ${describeAbsence(claims, groupsClaim)}`;
  throw new IdentityRefusedError(
    'groups_not_allowed',
    `You are in none of the groups that may sign in here. ${seen}`,
  );
}

function toEntityRefs(
  groups: string[],
  warnOnce: (message: string) => void,
): string[] {
  const names = groups.filter(isEntityName);
  if (names.length < groups.length) {
    const ignored = groups.filter(group => !isEntityName(group)).sort();
    warnOnce(
      `Ignored groups that are not valid entity names (${
        ignored.length
      }): ${quote(ignored)}`,
    );
  }
  return [...new Set(names.map(name => entityRef('Group', name)))];
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
function describeAbsence(claims: OAuth2ProxyClaims, claim: string): string {
  const { _claim_names: elsewhere, hasgroups } = claims;
  if (isMap(elsewhere) && Object.hasOwn(elsewhere, claim)) {
    return `the list was too long for the ID token, which only has its URL (claim '_claim_names').`;
  }
  if (claim === 'groups' && hasgroups) {
    return `the list was too long for the ID token (claim 'hasgroups').`;
  }
  return `the ID token has no claim '${claim}'. The user is in no group, or the identity provider does not send groups.`;
}

function describeGroups(value: unknown): string {
  const other = Array.isArray(value)
    ? value.find(item => typeof item !== 'string')
    : undefined;
  return other === undefined
    ? describeType(value)
    : `a list that contains ${describeType(other)}`;
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
