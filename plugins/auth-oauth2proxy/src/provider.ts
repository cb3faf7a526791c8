import { InputError, NotFoundError } from '@backstage/errors';
import {
  AuthProviderFactory,
  createProxyAuthProviderFactory,
  ProfileTransform,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { IdentityServices } from './accountBinding';
import { createOAuth2ProxyAuthenticator, TokenReader } from './authenticator';
import { OAuth2ProxyConfig } from './config';
import { CONFIG_PATH } from './configSchema';
import { createBindingFinder } from './identity';
import { guardRefresh } from './refreshGuard';
import { isNotFound } from './refusals';
import {
  NamedResolver,
  oauth2ProxySignInResolvers,
  RESOLVER_NAMES,
} from './resolvers';
import { guardProfileTransform, guardResolver } from './signIn';
import { OAuth2ProxyResult } from './types';

export interface ProviderOptions<Claims extends object> {
  profileTransform?: ProfileTransform<OAuth2ProxyResult<Claims>>;
  signInResolver?: SignInResolver<OAuth2ProxyResult<Claims>>;
}

/** Creates a provider's factory. Throws an InputError unless the code or the configuration specifies a resolver. */
export function createProviderFactory<Claims extends object>(
  config: OAuth2ProxyConfig,
  { profileTransform, signInResolver }: ProviderOptions<Claims>,
  services: IdentityServices,
  readIdToken: TokenReader,
): AuthProviderFactory {
  const resolver = chooseResolver(signInResolver, config.signIn.resolvers);
  return ctx => {
    const createHandlers = createProxyAuthProviderFactory({
      authenticator: createOAuth2ProxyAuthenticator<Claims>(
        config,
        readIdToken,
        createBindingFinder(config, services),
        services.audit,
        ctx.logger,
      ),
      profileTransform:
        profileTransform && guardProfileTransform(profileTransform),
      signInResolver: guardResolver(resolver),
    });
    return guardRefresh(
      createHandlers(ctx),
      services.audit,
      ctx.logger,
      services.telemetry,
    );
  };
}

/** Returns the resolver from the code or the configuration. Throws an InputError if both have one, or neither. */
function chooseResolver<Claims extends object>(
  inCode: SignInResolver<OAuth2ProxyResult<Claims>> | undefined,
  named: NamedResolver[] | undefined,
): SignInResolver<OAuth2ProxyResult<Claims>> {
  if (inCode && named) {
    const names = named.map(({ resolver }) => resolver).join(', ');
    throw new InputError(
      `${CONFIG_PATH}.signIn.resolvers names ${names}, but the backend's code passes a resolver too. Remove one of them.`,
    );
  }
  if (!inCode && !named) {
    throw new InputError(
      `${CONFIG_PATH}.signIn.resolvers is missing. Name at least one resolver there (${RESOLVER_NAMES}), or pass one in code: createOauth2ProxyAuthModule({ signIn: { resolver } }).`,
    );
  }
  return inCode ?? tryInOrder(named);
}

function tryInOrder(named: NamedResolver[] = []): SignInResolver<any> {
  const resolvers = named.map(({ resolver, ...options }) =>
    oauth2ProxySignInResolvers[resolver](options),
  );
  return async (info, ctx) => {
    for (const resolve of resolvers) {
      try {
        return await resolve(info, ctx);
      } catch (error) {
        if (!isNotFound(error)) {
          throw error;
        }
      }
    }
    throw new NotFoundError();
  };
}
