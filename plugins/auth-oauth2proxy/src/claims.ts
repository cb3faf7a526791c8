import {
  KubernetesValidatorFunctions,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { IdentityRefusedError, quote } from './refusals';
import { OAuth2ProxyClaims } from './types';

/**
 * Reads a claim by its name, or by a dotted path such as `realm_access.roles`.
 *
 * Names may themselves contain dots: `https://example.com/groups`, or a client ID under `resource_access`. So a claim with
 * exactly that name takes precedence, and so does the longest name at each step of a path. Inherited properties of
 * JavaScript objects are not read.
 */
export function readClaim(claims: object, path: string): unknown {
  if (Object.hasOwn(claims, path)) {
    return Reflect.get(claims, path);
  }
  const names = path.split('.');
  for (let end = names.length - 1; end > 0; end--) {
    const name = names.slice(0, end).join('.');
    const inner = Object.hasOwn(claims, name) && Reflect.get(claims, name);
    const rest = names.slice(end).join('.');
    const value = isMap(inner) ? readClaim(inner, rest) : undefined;
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a claim, for messages. The value itself may be long or private. */
export function describeType(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  const names: Record<string, string> = { string: 'text', object: 'an object' };
  return names[typeof value] ?? `a ${typeof value}`;
}

/** At most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit. */
export function isEntityName(name: string): boolean {
  return KubernetesValidatorFunctions.isValidObjectName(name);
}

export function entityRef(kind: 'User' | 'Group', name: string): string {
  return stringifyEntityRef({ kind, namespace: 'default', name });
}

/** The configuration of user names and email addresses. */
interface UserNameConfig {
  usernameClaim: string;
  usernameDomains: string[];
  dangerouslyTrustEmailWithoutVerification: boolean;
}

/** Returns the entity reference for the user name in verified claims. Invalid names are refused, never corrected. */
export function readUserEntityRef(
  claims: OAuth2ProxyClaims,
  config: UserNameConfig,
): string {
  const value = readUserName(claims, config.usernameClaim);
  if (isUnverifiedEmail(value, claims, config)) {
    throw emailNotVerified(claims);
  }
  const name = withoutDomain(value, config.usernameDomains);
  if (!isEntityName(name)) {
    throw invalid(
      value,
      "A user name consists of at most 63 letters, digits, '-', '_' and '.', and begins and ends with a letter or digit.",
    );
  }
  return entityRef('User', name);
}

function readUserName(claims: OAuth2ProxyClaims, claim: string): string {
  const value = readClaim(claims, claim);
  if (value === undefined || value === null || value === '') {
    throw new IdentityRefusedError(
      'user_name_missing',
      `Your identity provider did not send your user name (claim '${claim}').`,
    );
  }
  if (typeof value !== 'string') {
    const type = describeType(value);
    throw new IdentityRefusedError(
      'user_name_invalid',
      `The claim '${claim}' is ${type}. A user name must be text.`,
    );
  }
  return value;
}

/** Providers whose users sign in with an email address also send it as the user name, even if it is not verified. */
function isUnverifiedEmail(
  userName: string,
  claims: OAuth2ProxyClaims,
  config: UserNameConfig,
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
    throw invalid(name, mustEndWith(domains));
  }
  return name.slice(0, at);
}

function invalid(name: string, rule: string) {
  return new IdentityRefusedError(
    'user_name_invalid',
    `Your user name ${quote(name)} cannot be used here. ${rule}`,
  );
}

/**
 * Returns the token's email address if it may be used as an identity. Only this function decides that. The provider must
 * say that it verified the address. Some providers send `email_verified` as text; any other value means not verified.
 */
export function readVerifiedEmail(
  { email, email_verified: verified }: OAuth2ProxyClaims,
  config: { dangerouslyTrustEmailWithoutVerification: boolean },
): string | undefined {
  const trusted =
    verified === undefined
      ? config.dangerouslyTrustEmailWithoutVerification
      : verified === true || verified === 'true';
  return trusted && typeof email === 'string' && email ? email : undefined;
}

export function emailNotVerified({
  email,
  email_verified: verified,
}: OAuth2ProxyClaims): IdentityRefusedError {
  const advice =
    verified === undefined
      ? "Your identity provider does not say whether it is verified (claim 'email_verified'). Ask your administrator."
      : 'Verify it at your identity provider, then sign out and sign in again.';
  return new IdentityRefusedError(
    'email_not_verified',
    `Your email address ${quote(email)} is not verified. ${advice}`,
  );
}

export function mustEndWith(domains: string[]): string {
  return `It must end with @${domains.join(' or @')}.`;
}

export function lowerCase(text: string): string {
  return text.toLocaleLowerCase('en-US');
}

export type EntityRef = Parameters<typeof parseEntityRef>[0];

/** Returns the canonical form, in which Backstage compares entity references, or undefined for an invalid reference. */
export function canonicalEntityRef(ref: EntityRef): string | undefined {
  try {
    const { kind, namespace, name } = parseEntityRef(ref, {
      defaultKind: 'User',
      defaultNamespace: 'default',
    });
    return [kind, namespace, name].every(isEntityName)
      ? stringifyEntityRef({ kind, namespace, name })
      : undefined;
  } catch {
    return undefined;
  }
}

/** The canonical form of a group's reference, such as `teams/backend` or `backend`, or undefined if it is not valid. */
export function canonicalGroupRef(ref: string): string | undefined {
  const canonical = canonicalEntityRef(
    ref.includes(':') ? ref : `group:${ref}`,
  );
  return canonical?.startsWith('group:') ? canonical : undefined;
}
