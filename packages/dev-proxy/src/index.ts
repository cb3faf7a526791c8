/**
 * Stand-in for oauth2-proxy and an OpenID provider, for development only.
 *
 * @packageDocumentation
 */
export { runCommand } from './command';
