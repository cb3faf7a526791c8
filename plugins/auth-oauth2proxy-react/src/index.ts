/**
 * Keeps a Backstage app signed in behind oauth2-proxy.
 *
 * @packageDocumentation
 */
export { ConsentPage } from './ConsentPage';
export { createProxySession } from './createProxySession';
export type {
  ProxySession,
  ProxySessionOptions,
  ProxySignInPageProps,
} from './createProxySession';
