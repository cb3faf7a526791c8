import {
  configApiRef,
  discoveryApiRef,
  SignInPageProps,
  useApi,
} from '@backstage/core-plugin-api';
import { ComponentType } from 'react';
import { SIGNED_OUT_PAGE } from './proxyPaths';
import { askForSession } from './session/askForSession';
import { beginSession } from './session/currentSession';
import { deleteCookie } from './session/deleteCookie';
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
): ComponentType<SignInPageProps> {
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
        ErrorComponent={SignInError}
        onSignInSuccess={identity =>
          onSignInSuccess(beginSession(identity, options))
        }
      />
    );
  };
}
