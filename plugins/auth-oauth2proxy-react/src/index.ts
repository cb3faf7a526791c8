/**
 * Keeps a Backstage app signed in behind oauth2-proxy.
 *
 * @packageDocumentation
 */
export { createProxySession } from './createProxySession';
export type {
  ProxySession,
  ProxySessionOptions,
  ProxySignInPageProps,
} from './createProxySession';
