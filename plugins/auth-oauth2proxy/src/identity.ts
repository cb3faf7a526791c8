import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesValidatorFunctions,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { Oauth2ProxyConfig } from './config';
import { IdentityRefusedError } from './errors';
import { quote } from './quote';
import { OAuth2ProxyClaims } from './types';

/**
 * The entity reference that the user name of verified claims makes. Nothing is repaired.
 *
 * @throws IdentityRefusedError `user_name_missing` or `user_name_invalid`
 */
export function readUserEntityRef(
  claims: OAuth2ProxyClaims,
  config: Oauth2ProxyConfig,
): string {
  return entityRef('User', readUserName(claims, config));
}

/**
 * The entity references that the groups of verified claims make; groups that are no entity names make none.
 *
 * @throws IdentityRefusedError `groups_invalid`, or `groups_not_allowed` if only members of others may sign in
 */
export function readGroupEntityRefs(
  claims: OAuth2ProxyClaims,
  config: Oauth2ProxyConfig,
  logger: LoggerService,
): string[] {
  const groups = readGroups(claims, config);
  const names = groups.filter(isEntityName);
  if (names.length < groups.length) {
    logger.info(
      `Left out ${groups.length - names.length} of ${
        groups.length
      } groups of an ID token, whose names are no entity names`,
    );
  }
  return [...new Set(names.map(name => entityRef('Group', name)))];
}

/** At most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. */
export function isEntityName(name: string): boolean {
  return KubernetesValidatorFunctions.isValidObjectName(name);
}

function entityRef(kind: string, name: string): string {
  return stringifyEntityRef({ kind, namespace: 'default', name });
}

function readUserName(
  claims: OAuth2ProxyClaims,
  { usernameClaim, usernameDomains }: Oauth2ProxyConfig,
): string {
  const value = claims[usernameClaim];
  if (value === undefined || value === null || value === '') {
    throw new IdentityRefusedError(
      'user_name_missing',
      `The identity provider did not say what your user name is (claim '${usernameClaim}').`,
    );
  }
  const name =
    typeof value === 'string' ? withoutDomain(value, usernameDomains) : '';
  if (!isEntityName(name)) {
    throw new IdentityRefusedError(
      'user_name_invalid',
      `Your user name ${quote(
        value,
      )} cannot be used here: at most 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.`,
    );
  }
  return name;
}

function withoutDomain(name: string, domains: string[]): string {
  const at = name.lastIndexOf('@');
  const domain = name.slice(at + 1).toLocaleLowerCase('en-US');
  return at > 0 && domains.includes(domain) ? name.slice(0, at) : name;
}

function readGroups(
  claims: OAuth2ProxyClaims,
  { groupsClaim, allowedGroups }: Oauth2ProxyConfig,
): string[] {
  if (!groupsClaim) {
    return [];
  }
  const groups = claims[groupsClaim] ?? [];
  if (!isStringArray(groups)) {
    throw new IdentityRefusedError(
      'groups_invalid',
      `The identity provider did not send a list of groups (claim '${groupsClaim}').`,
    );
  }
  if (allowedGroups && !groups.some(group => allowedGroups.includes(group))) {
    throw new IdentityRefusedError(
      'groups_not_allowed',
      `You are in none of the groups whose members may sign in here. Yours are ${quote(
        groups,
      )} (claim '${groupsClaim}').`,
    );
  }
  return groups;
}

function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
