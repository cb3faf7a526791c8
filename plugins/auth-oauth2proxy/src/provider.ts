import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError, isError } from '@backstage/errors';
import {
  AuthProviderFactory,
  createProxyAuthProviderFactory,
  readDeclarativeSignInResolver,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { createOauth2ProxyAuthenticator } from './authenticator';
import {
  CONFIG_PATH,
  Oauth2ProxyConfig,
  readOauth2ProxyConfig,
} from './config';
import { IdentityRefusedError, isRefusal } from './errors';
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
 * {@link createOauth2ProxyAuthModule} is the same as a module, which also checks the configuration when the backend
 * starts and not when the first person signs in.
 *
 * @throws InputError if the configuration is wrong, naming the key
 * @public
 */
export function createOauth2ProxyProvider<Claims extends object = {}>(
  options: OAuth2ProxyProviderOptions<Claims> = {},
): AuthProviderFactory {
  return ctx => {
    // A factory sees its own block and not auth.environment; where the app is tells development apart as well.
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
    return createProxyAuthProviderFactory<OAuth2ProxyResult<Claims>>({
      authenticator: createOauth2ProxyAuthenticator({ config, verify, logger }),
      profileTransform:
        authHandler &&
        ((result, context) =>
          authHandler(result, createResolverContext(context).context)),
      signInResolver: guarded(resolver, logger),
    })(ctx);
  };
}

function readNamedResolvers(block: Config): OAuth2ProxySignInResolver {
  const resolver = readDeclarativeSignInResolver<unknown>({
    config: block,
    signInResolverFactories: oauth2ProxySignInResolvers,
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
      // Named resolvers say with a plain error that nobody was found, which would be answered with 500.
      throw isError(error) && error.name === 'Error'
        ? unknownUser(info.result.userEntityRef)
        : error;
    }
  };
}

function unknownUser(userEntityRef: string) {
  return new IdentityRefusedError(
    'user_unknown',
    `The catalog of this portal does not know ${userEntityRef}.`,
  );
}

function guarded<Claims extends object>(
  resolver: OAuth2ProxySignInResolver<Claims>,
  logger: LoggerService,
): SignInResolver<OAuth2ProxyResult<Claims>> {
  return async (info, ctx) => {
    try {
      const { context, complete } = createResolverContext(ctx);
      return complete(await resolver(info, context));
    } catch (error) {
      const refusal = toRefusal(error, info.result.userEntityRef);
      logger.warn(
        `Sign-in of ${info.result.userEntityRef} failed: ${
          isRefusal(refusal) ? refusal.code : 'error in the resolver'
        }`,
        { cause: String(error) },
      );
      throw refusal;
    }
  };
}

function toRefusal(error: unknown, userEntityRef: string): unknown {
  if (isRefusal(error) || !isError(error)) {
    return error;
  }
  switch (error.name) {
    case 'NotFoundError':
      return unknownUser(userEntityRef);
    case 'NotAllowedError':
      return new IdentityRefusedError('sign_in_denied', error.message);
    default:
      return error;
  }
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
