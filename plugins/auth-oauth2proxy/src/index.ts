/**
 * Backstage auth provider for oauth2-proxy that verifies the identity token.
 *
 * @packageDocumentation
 */

export { createOauth2ProxyProvider } from './legacy';
export { createOauth2ProxyAuthModule, default } from './module';
export { oauth2ProxySignInResolvers } from './resolvers';
export type {
  IdentityReason,
  OAuth2ProxyAuthHandler,
  OAuth2ProxyClaims,
  OAuth2ProxyProviderOptions,
  OAuth2ProxyResolverContext,
  OAuth2ProxyResult,
  OAuth2ProxySignInResolver,
  SignInReason,
  TokenReason,
  TokenTimes,
  UnavailableReason,
} from './types';
