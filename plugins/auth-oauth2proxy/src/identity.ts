import {
  AccountBinding,
  DatabaseBinding,
  IdentityServices,
  UNBOUND,
} from './accountBinding';
import { OAuth2ProxyConfig } from './config';
import type { Account } from './identityDatabase';
import { Person } from './people';
import { OAuth2ProxyClaims } from './types';

/** Finds the binding of the account in the claims. `address` is the browser's. */
export type BindingFinder = (
  claims: OAuth2ProxyClaims,
  person: Person,
  address?: string,
) => Promise<AccountBinding>;

/** Creates the finder for a configuration. */
export function createBindingFinder(
  config: OAuth2ProxyConfig,
  services: IdentityServices,
): BindingFinder {
  if (!config.verification) {
    return async () => UNBOUND;
  }
  return async (claims, person, address) => {
    const account = accountOf(claims);
    const identity = await services.identities.findByAccount(account);
    return new DatabaseBinding(
      { ...services, config },
      { ...account, session: readSession(claims), person, address },
      identity,
    );
  };
}

/** The account that an ID token identifies. */
export function accountOf(claims: OAuth2ProxyClaims): Account {
  return { issuer: claims.iss, subject: claims.sub };
}

/** The provider's session: its ID (OpenID Connect Front-Channel Logout 1.0, section 3), or else the time of the sign-in. */
function readSession({
  sid,
  auth_time: authTime,
}: OAuth2ProxyClaims): string | undefined {
  const session = sid ?? authTime;
  return session === undefined ? undefined : String(session);
}
