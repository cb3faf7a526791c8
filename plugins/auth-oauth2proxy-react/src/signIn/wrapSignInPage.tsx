import {
  configApiRef,
  discoveryApiRef,
  SignInPageProps,
  useApi,
} from '@backstage/core-plugin-api';
import { ComponentType, ReactNode } from 'react';
import { SIGNED_OUT_PAGE } from '../proxyPaths';
import { askForSession } from '../session/refreshSession';
import { beginSession } from '../session/CurrentSession';
import { deleteCookie } from '../session/clearCookie';
import { SignInError } from './SignInError';

interface ProxySessionProps extends SignInPageProps {
  headers: HeadersInit;
  ErrorComponent: ComponentType<{ error?: Error }>;
}

// oauth2-proxy answers 401 to what asks for exactly this, and redirects everything else.
const HEADERS = { Accept: 'application/json' };

/**
 * Gives a sign-in page what it needs behind oauth2-proxy: errors that help, and an identity whose session can end and go on
 * while the page is open.
 */
export function withProxySession(
  Page: ComponentType<ProxySessionProps>,
  logo?: ReactNode,
): ComponentType<SignInPageProps> {
  const ErrorComponent = ({ error }: { error?: Error }) => (
    <SignInError error={error} logo={logo} />
  );
  return ({ onSignInSuccess }) => {
    const discovery = useApi(discoveryApiRef);
    const config = useApi(configApiRef);
    const options = {
      ask: () => askForSession(discovery),
      forget: () => deleteCookie(discovery),
      signOutUrl:
        config.getOptionalString('app.auth.signOutUrl') ?? SIGNED_OUT_PAGE,
      exits: window.location,
    };
    return (
      <Page
        headers={HEADERS}
        ErrorComponent={ErrorComponent}
        onSignInSuccess={identity =>
          onSignInSuccess(beginSession(identity, options))
        }
      />
    );
  };
}
