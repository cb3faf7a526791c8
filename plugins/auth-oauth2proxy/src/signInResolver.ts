import { InputError, isError, NotFoundError } from '@backstage/errors';
import { CONFIG_PATH } from './configPath';
import { NamedResolver, RESOLVER_NAMES } from './resolverOptions';
import { oauth2ProxySignInResolvers } from './resolvers';
import { OAuth2ProxySignInResolver } from './types';

/**
 * The one resolver that code or configuration names.
 *
 * @throws InputError if both do, or neither
 */
export function chooseResolver<Claims extends object>(
  inCode: OAuth2ProxySignInResolver<Claims> | undefined,
  named: NamedResolver[] | undefined,
): OAuth2ProxySignInResolver<Claims> {
  if (inCode && named) {
    throw new InputError(
      `${CONFIG_PATH}.signIn.resolvers names ${named
        .map(({ resolver }) => resolver)
        .join(
          ', ',
        )}, but the backend's code passes a resolver too. Remove one of them.`,
    );
  }
  if (named) {
    return tryInOrder(named);
  }
  if (inCode) {
    return inCode;
  }
  throw new InputError(
    `${CONFIG_PATH}.signIn.resolvers is missing. Name at least one resolver there, or pass one in code: createOauth2ProxyAuthModule({ signIn: { resolver } }). By name there are ${RESOLVER_NAMES}.`,
  );
}

function tryInOrder(named: NamedResolver[]): OAuth2ProxySignInResolver {
  const resolvers = named.map(({ resolver, ...options }) =>
    oauth2ProxySignInResolvers[resolver](options),
  );
  return async (info, ctx) => {
    for (const resolve of resolvers) {
      try {
        return await resolve(info, ctx);
      } catch (error) {
        if (!isError(error) || error.name !== 'NotFoundError') {
          throw error;
        }
      }
    }
    throw new NotFoundError();
  };
}
