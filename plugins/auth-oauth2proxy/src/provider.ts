import { Config } from '@backstage/config';
import { InputError, isError, NotFoundError } from '@backstage/errors';
import {
  AuthProviderFactory,
  createProxyAuthProviderFactory,
  readDeclarativeSignInResolver,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { createOauth2ProxyAuthenticator } from './authenticator';
import { CatalogUsers } from './catalogUsers';
import { Oauth2ProxyConfig, readOauth2ProxyConfig } from './config';
import { CONFIG_PATH } from './configPath';
import { IdentityRefusedError } from './errors';
import { guardRefresh, guardResolver } from './refusals';
import { createResolverContext } from './resolverContext';
import { oauth2ProxySignInResolvers } from './resolvers';
import {
  OAuth2ProxyProviderOptions,
  OAuth2ProxyResult,
  OAuth2ProxySignInResolver,
} from './types';
import { createVerifier } from './verifier';

/**
 * Creates the provider as a factory, to be handed to `registerProvider` of the auth plugin.
 *
 * {@link createOauth2ProxyAuthModule} is the same as a module, and the better choice: it also stops a backend with a wrong
 * configuration under `NODE_ENV=development`, where the auth plugin only warns of a factory that throws, and it goes by
 * `auth.environment`, which a factory is not shown. Here it is development where `app.baseUrl` is on this machine.
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

/** What configuration and code decide, checked; the module does this before any provider is asked for. */
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
  return {
    config: readOauth2ProxyConfig(block, { development }),
    resolver: options.signIn?.resolver ?? readNamedResolvers(block),
  };
}

export function createFactory<Claims extends object>(
  { authHandler }: OAuth2ProxyProviderOptions<Claims>,
  { config, resolver }: Prepared<Claims>,
): AuthProviderFactory {
  return ctx => {
    const { logger } = ctx;
    const verify = createVerifier(config.verification, logger);
    const users = new CatalogUsers();
    const handlers = createProxyAuthProviderFactory<OAuth2ProxyResult<Claims>>({
      authenticator: createOauth2ProxyAuthenticator({ config, verify, logger }),
      profileTransform:
        authHandler &&
        ((result, context) =>
          authHandler(
            result,
            createResolverContext(context, users, result).context,
          )),
      signInResolver: guardResolver(resolver, users),
    })(ctx);
    return guardRefresh(handlers, logger);
  };
}

function readNamedResolvers(block: Config): OAuth2ProxySignInResolver {
  const factories = Object.entries(oauth2ProxySignInResolvers);
  const resolver = readDeclarativeSignInResolver<unknown>({
    config: block,
    signInResolverFactories: Object.fromEntries(
      factories.map(([name, factory]) => [name, denying(factory)]),
    ),
  });
  if (!resolver) {
    throw new InputError(
      `${CONFIG_PATH}.signIn.resolvers is missing. Name at least one resolver there, or pass one in code: createOauth2ProxyAuthModule({ signIn: { resolver } }). By name there are ${Object.keys(
        oauth2ProxySignInResolvers,
      ).join(', ')}.`,
    );
  }
  return async (info, ctx) => {
    try {
      return await resolver(info, ctx);
    } catch (error) {
      // The only plain error that is left is that no resolver found anybody.
      throw isPlainError(error) ? new NotFoundError() : error;
    }
  };
}

/** Backstage's resolvers turn people away with plain errors, which would be answered with 500. */
function denying(factory: SignInResolverFactory): SignInResolverFactory {
  return options => {
    const resolver = factory(options);
    return async (info, ctx) => {
      try {
        return await resolver(info, ctx);
      } catch (error) {
        throw isPlainError(error)
          ? new IdentityRefusedError('sign_in_denied', error.message)
          : error;
      }
    };
  };
}

function isPlainError(error: unknown): error is Error {
  return isError(error) && error.name === 'Error';
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
