import { Config } from '@backstage/config';
import {
  AuthProviderFactory,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { createOauth2ProxyAuthenticator } from './authenticator';
import { Oauth2ProxyConfig, readOauth2ProxyConfig } from './config';
import { guardRefresh, guardResolver } from './refusals';
import { createResolverContext } from './resolverContext';
import { chooseResolver } from './signInResolver';
import {
  OAuth2ProxyProviderOptions,
  OAuth2ProxyResult,
  OAuth2ProxySignInResolver,
} from './types';
import { createVerifier } from './verifier';

/**
 * Creates the provider as a factory for `registerProvider` of the auth plugin.
 *
 * Prefer {@link createOauth2ProxyAuthModule}: it also stops a backend with a wrong configuration under
 * `NODE_ENV=development`, where the auth plugin only warns if a factory throws. A factory cannot read
 * `auth.environment`, so here a portal counts as development if `app.baseUrl` is on this machine.
 *
 * @throws InputError if the configuration is wrong, naming the key
 * @public
 */
export function createOauth2ProxyProvider<Claims extends object = {}>(
  options: OAuth2ProxyProviderOptions<Claims> = {},
): AuthProviderFactory {
  return ctx => {
    const development = isLoopback(ctx.appUrl);
    return createFactory(
      options,
      prepare(ctx.config, options, development),
    )(ctx);
  };
}

/** What configuration and code decide, checked before the auth plugin asks for a provider. */
export interface Prepared<Claims extends object> {
  config: Oauth2ProxyConfig;
  resolver: OAuth2ProxySignInResolver<Claims>;
}

/** @throws InputError if the configuration is wrong, naming the key */
export function prepare<Claims extends object>(
  block: Config,
  options: OAuth2ProxyProviderOptions<Claims>,
  development: boolean,
): Prepared<Claims> {
  const config = readOauth2ProxyConfig(block, { development });
  return {
    config,
    resolver: chooseResolver(options.signIn?.resolver, config.signIn.resolvers),
  };
}

export function createFactory<Claims extends object>(
  { authHandler }: OAuth2ProxyProviderOptions<Claims>,
  { config, resolver }: Prepared<Claims>,
): AuthProviderFactory {
  return ctx => {
    const { logger } = ctx;
    const verify = createVerifier(config.verification, logger);
    const handlers = createProxyAuthProviderFactory<OAuth2ProxyResult<Claims>>({
      authenticator: createOauth2ProxyAuthenticator({ config, verify, logger }),
      profileTransform:
        authHandler &&
        ((result, context) =>
          authHandler(result, createResolverContext(context, result).context)),
      signInResolver: guardResolver(resolver),
    })(ctx);
    return guardRefresh(handlers, logger);
  };
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
