import { IdentityRefusedError } from './errors';
import { quote } from './quote';
import { OAuth2ProxyClaims, OAuth2ProxyResult } from './types';

/**
 * The email address of the token if it may be used as an identity.
 *
 * Only this function decides that. The provider must say that it verified the address. Some providers send `email_verified`
 * as text; any other value means not verified.
 */
export function readVerifiedEmail(
  { email, email_verified: verified }: OAuth2ProxyClaims,
  config: { dangerouslyTrustEmailWithoutVerification: boolean },
): string | undefined {
  const trusted =
    verified === undefined
      ? config.dangerouslyTrustEmailWithoutVerification
      : verified === true || verified === 'true';
  return trusted && typeof email === 'string' && email !== ''
    ? email
    : undefined;
}

/**
 * For resolvers that look up users by email address.
 *
 * @throws IdentityRefusedError `email_not_verified`, or `sign_in_denied` if the token has no address
 */
export function requireVerifiedEmail({
  fullProfile,
  verifiedEmail,
}: OAuth2ProxyResult): string {
  if (verifiedEmail !== undefined) {
    return verifiedEmail;
  }
  if (typeof fullProfile.email === 'string' && fullProfile.email !== '') {
    throw emailNotVerified(fullProfile);
  }
  throw new IdentityRefusedError(
    'sign_in_denied',
    "Your identity provider did not send your email address (claim 'email').",
  );
}

/**
 * The part before the `@` of an address in one of the domains.
 *
 * @throws IdentityRefusedError `sign_in_denied`
 */
export function requireLocalPart(
  email: string,
  allowedDomains?: string[],
): string {
  const [name, domain, ...rest] = email.split('@');
  if (!name || !domain || rest.length > 0) {
    throw new IdentityRefusedError(
      'sign_in_denied',
      `${quote(email)} is not an email address.`,
    );
  }
  const lowerCase = domain.toLocaleLowerCase('en-US');
  if (allowedDomains && !allowedDomains.includes(lowerCase)) {
    const domains = allowedDomains.map(allowed => `@${allowed}`).join(' or ');
    throw new IdentityRefusedError(
      'sign_in_denied',
      `Your email address ${quote(
        email,
      )} cannot be used here. It must end with ${domains}.`,
    );
  }
  return name;
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
