import { AnyApiFactory, SignInPageProps } from '@backstage/core-plugin-api';
import { ComponentType, ReactNode } from 'react';

/**
 * Options of {@link createProxySession}.
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
  /** The fetch API and the permission API, with requests that wait while the user is signed out. */
  apis: AnyApiFactory[];
  /** Wraps the app's sign-in page: sign-in errors are explained, and the session can expire while a page is open. */
  wrap(
    SignInPage: ComponentType<ProxySignInPageProps>,
  ): ComponentType<SignInPageProps>;
  /** Tells the user when the session has ended or the portal can't be reached. Render it once. */
  Notices: ComponentType<{}>;
}
