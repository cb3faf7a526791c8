import {
  configApiRef,
  discoveryApiRef,
  SignInPageProps,
  useApi,
} from '@backstage/core-plugin-api';
import { ComponentType } from 'react';
import { SIGNED_OUT_PAGE } from '../proxyPaths';
import { clearCookie } from '../session/clearCookie';
import { CurrentSession } from '../session/CurrentSession';
import { refreshSession } from '../session/refreshSession';
import { ProxySessionOptions, ProxySignInPageProps } from '../types';
import { SignInError } from './SignInError';

// oauth2-proxy answers this Accept header with 401, and any other with a redirect.
const HEADERS = { Accept: 'application/json' };

/** Gives a sign-in page helpful errors, and an identity whose session can expire and continue while a page is open. */
export function wrapSignInPage(
  SignInPage: ComponentType<ProxySignInPageProps>,
  current: CurrentSession,
  { provider, logo }: ProxySessionOptions,
): ComponentType<SignInPageProps> {
  const ErrorComponent = ({ error }: { error?: Error }) => (
    <SignInError error={error} provider={provider} logo={logo} />
  );
  return ({ onSignInSuccess }) => {
    const discovery = useApi(discoveryApiRef);
    const config = useApi(configApiRef);
    const options = {
      refresh: () => refreshSession(discovery, provider),
      clearCookie: () => clearCookie(discovery),
      signOutUrl:
        config.getOptionalString('app.auth.signOutUrl') ?? SIGNED_OUT_PAGE,
      navigation: window.location,
    };
    return (
      <SignInPage
        headers={HEADERS}
        ErrorComponent={ErrorComponent}
        onSignInSuccess={identity =>
          onSignInSuccess(current.begin(identity, options))
        }
      />
    );
  };
}
