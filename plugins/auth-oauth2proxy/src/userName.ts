import { describeType, readClaim } from './claims';
import { OAuth2ProxyConfig } from './config';
import { emailNotVerified, readVerifiedEmail } from './email';
import { entityRef, isEntityName } from './entityRefs';
import { IdentityRefusedError } from './errors';
import { quote } from './quote';
import { OAuth2ProxyClaims } from './types';

/**
 * The entity reference for the user name of verified claims. Invalid names are refused, never corrected.
 *
 * @throws IdentityRefusedError `user_name_missing`, `user_name_invalid` or `email_not_verified`
 */
export function readUserEntityRef(
  claims: OAuth2ProxyClaims,
  config: OAuth2ProxyConfig,
): string {
  const value = readUserName(claims, config.usernameClaim);
  if (isUnverifiedEmail(value, claims, config)) {
    throw emailNotVerified(claims);
  }
  const name = withoutDomain(value, config.usernameDomains);
  if (!isEntityName(name)) {
    throw invalid(
      value,
      "A user name has at most 63 letters, digits, '-', '_' and '.', and begins and ends with a letter or digit.",
    );
  }
  return entityRef('User', name);
}

function readUserName(claims: OAuth2ProxyClaims, usernameClaim: string) {
  const value = readClaim(claims, usernameClaim);
  if (value === undefined || value === null || value === '') {
    throw new IdentityRefusedError(
      'user_name_missing',
      `Your identity provider did not send your user name (claim '${usernameClaim}').`,
    );
  }
  if (typeof value !== 'string') {
    throw new IdentityRefusedError(
      'user_name_invalid',
      `The claim '${usernameClaim}' is ${describeType(
        value,
      )}. A user name must be text.`,
    );
  }
  return value;
}

/** Providers whose users sign in with an email address also send it as the user name, even if it is not verified. */
function isUnverifiedEmail(
  userName: string,
  claims: OAuth2ProxyClaims,
  config: OAuth2ProxyConfig,
): boolean {
  const isEmail =
    config.usernameClaim === 'email' ||
    (claims.email_verified !== undefined &&
      typeof claims.email === 'string' &&
      lowerCase(claims.email.trim()) === lowerCase(userName));
  return isEmail && readVerifiedEmail(claims, config) === undefined;
}

/** If domains are configured, each name must have one: `ada` and `ada@example.com` may be two people. */
function withoutDomain(name: string, domains: string[]): string {
  if (domains.length === 0) {
    return name;
  }
  const at = name.lastIndexOf('@');
  if (at < 0 || !domains.includes(lowerCase(name.slice(at + 1)))) {
    throw invalid(
      name,
      `It must end with ${domains.map(domain => `@${domain}`).join(' or ')}.`,
    );
  }
  return name.slice(0, at);
}

function invalid(name: string, rule: string) {
  return new IdentityRefusedError(
    'user_name_invalid',
    `Your user name ${quote(name)} cannot be used here. ${rule}`,
  );
}

function lowerCase(text: string): string {
  return text.toLocaleLowerCase('en-US');
}
