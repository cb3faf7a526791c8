import { Progress } from '@backstage/core-components';
import {
  AnyApiFactory,
  configApiRef,
  discoveryApiRef,
  IdentityApi,
  SignInPageProps,
  useApi,
} from '@backstage/core-plugin-api';
import { ComponentType, lazy, ReactNode, Suspense } from 'react';
import { readProxyPrefix, SIGNED_OUT_PAGE } from './proxyPaths';
import { createSessionApis } from './session/apis';
import { holdChunks } from './session/holdReads';
import { ACCEPT_JSON } from './session/refreshSession';
import { Session, SessionOptions } from './session/Session';
import { SessionNotices } from './session/SessionNotices';
import { Observable } from './session/SessionStore';
import { syncTabs } from './session/syncTabs';
import { SignInError } from './signIn/SignInError';

const IdentityCard = lazy(() => import('./identity/IdentityCard'));

/**
 * Options of a session.
 *
 * @public
 */
export interface ProxySessionOptions {
  /**
   * The id of the auth provider: its key under `auth.providers`, and the `provider` of `ProxiedSignInPage`.
   *
   * @example 'oauth2proxy'
   */
  provider: string;
  /** Shown at the top of the page that explains a sign-in error. It inherits the theme's primary colour. */
  logo?: ReactNode;
}

/**
 * The props of a wrapped sign-in page, which passes all of them on to `ProxiedSignInPage`.
 *
 * @public
 */
export interface ProxySignInPageProps extends SignInPageProps {
  /** Headers that make oauth2-proxy answer 401 to a request without a session. */
  headers: HeadersInit;
  /** Explains why the user can't sign in, and what to do. */
  ErrorComponent: ComponentType<{ error?: Error }>;
}

/**
 * The parts of a session to install in an app.
 *
 * @public
 */
export interface ProxySession {
  /** The fetch API and the permission API. Their requests wait while the user is signed out. */
  apis: AnyApiFactory[];
  /** Wraps the app's sign-in page: explains sign-in errors, and starts to watch the session after sign-in. */
  wrap(
    SignInPage: ComponentType<ProxySignInPageProps>,
  ): ComponentType<SignInPageProps>;
  /** Tells the user when the session has ended or the portal can't be reached. Render it once. */
  Notices: ComponentType<{}>;
  /**
   * A card for the settings page. Shows the user's catalog entity, which groups count and why, when the tokens expire, and
   * which account at the identity provider the user has.
   */
  IdentityCard: ComponentType<{}>;
}

/**
 * Creates the session for an app behind oauth2-proxy. Call it once, outside components. From then on, lazily loaded parts
 * of the app wait while the user is signed out, and so do requests.
 *
 * @public
 */
export function createProxySession(options: ProxySessionOptions): ProxySession {
  const current = new Observable<Session | undefined>(undefined);
  let stopSync = () => {};

  const begin = (first: IdentityApi, sessionOptions: SessionOptions) => {
    stopSync();
    const session = new Session(first, sessionOptions);
    stopSync = syncTabs(session);
    current.set(session);
    return session;
  };

  holdChunks(current.get);
  return {
    apis: createSessionApis(current.get),
    wrap: SignInPage => wrapSignInPage(SignInPage, options, begin),
    Notices: () => <SessionNotices current={current} />,
    IdentityCard: () => (
      <Suspense fallback={<Progress />}>
        <IdentityCard current={current} />
      </Suspense>
    ),
  };
}

function wrapSignInPage(
  SignInPage: ComponentType<ProxySignInPageProps>,
  { provider, logo }: ProxySessionOptions,
  begin: (first: IdentityApi, options: SessionOptions) => Session,
): ComponentType<SignInPageProps> {
  const ErrorComponent = ({ error }: { error?: Error }) => (
    <SignInError error={error} provider={provider} logo={logo} />
  );
  return ({ onSignInSuccess }) => {
    const discovery = useApi(discoveryApiRef);
    const config = useApi(configApiRef);
    const options = {
      provider,
      discovery,
      proxyPrefix: readProxyPrefix(config),
      signOutUrl:
        config.getOptionalString('app.auth.signOutUrl') ?? SIGNED_OUT_PAGE,
      navigation: window.location,
    };
    return (
      <SignInPage
        headers={ACCEPT_JSON}
        ErrorComponent={ErrorComponent}
        onSignInSuccess={identity => onSignInSuccess(begin(identity, options))}
      />
    );
  };
}
