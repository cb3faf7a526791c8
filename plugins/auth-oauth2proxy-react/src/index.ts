/**
 * Keeps a Backstage app signed in behind oauth2-proxy.
 *
 * @packageDocumentation
 */
export { ClientSessionsCard } from './ClientSessionsCard';
export type { ClientSessionsCardProps } from './ClientSessionsCard';
export { ConsentPage } from './ConsentPage';
export { createProxySession } from './createProxySession';
export type {
  ProxySession,
  ProxySessionOptions,
  ProxySignInPageProps,
} from './createProxySession';
