import { IdentityApi, SignInPageProps } from '@backstage/core-plugin-api';
import { ComponentType } from 'react';
import { SIGN_OUT } from './proxyPaths';
import { SignInError } from './SignInError';

interface ProxySessionProps extends SignInPageProps {
  headers: HeadersInit;
  ErrorComponent: ComponentType<{ error?: Error }>;
}

// oauth2-proxy answers 401 to what asks for exactly this, and redirects everything else.
const HEADERS = { Accept: 'application/json' };

class ProxyIdentity implements IdentityApi {
  constructor(private readonly identity: IdentityApi) {}

  getProfileInfo() {
    return this.identity.getProfileInfo();
  }

  getBackstageIdentity() {
    return this.identity.getBackstageIdentity();
  }

  getCredentials() {
    return this.identity.getCredentials();
  }

  /** Leaves the page, and therefore never resolves. */
  async signOut() {
    window.location.assign(SIGN_OUT);
    await new Promise(() => {});
  }
}

/** Gives a sign-in page what it needs behind oauth2-proxy: errors that help, and a sign-out that ends the proxy's session. */
export function withProxySession(
  Page: ComponentType<ProxySessionProps>,
): ComponentType<SignInPageProps> {
  return ({ onSignInSuccess }) => (
    <Page
      headers={HEADERS}
      ErrorComponent={SignInError}
      onSignInSuccess={identity => onSignInSuccess(new ProxyIdentity(identity))}
    />
  );
}
