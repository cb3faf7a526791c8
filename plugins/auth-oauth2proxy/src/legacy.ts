import { DatabaseService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  AuthProviderFactory,
  AuthResolverContext,
  BackstageSignInResult,
} from '@backstage/plugin-auth-node';
import { AuditLog } from './audit';
import { createTokenReader } from './authenticator';
import { readOAuth2ProxyConfig } from './config';
import { IdentityDatabase } from './identityDatabase';
import { createProviderFactory, ProviderOptions } from './provider';
import {
  OAuth2ProxyProviderOptions,
  OAuth2ProxyResolverContext,
} from './types';

/**
 * Creates the provider as a factory for the auth plugin's `registerProvider`.
 *
 * Prefer {@link createOauth2ProxyAuthModule}. With a factory and `NODE_ENV=development`, the auth plugin only logs a
 * warning if the configuration is wrong. A factory also cannot read `auth.environment`, so it treats a portal as a
 * development environment if `app.baseUrl` is on this machine.
 *
 * @throws InputError if the configuration is wrong, naming the key
 * @public
 */
export function createOauth2ProxyProvider<Claims extends object = {}>(
  options: OAuth2ProxyProviderOptions<Claims> = {},
): AuthProviderFactory {
  return ctx => {
    const config = readOAuth2ProxyConfig(ctx.config, {
      development: isLoopback(ctx.appUrl),
    });
    return createProviderFactory(
      config,
      supportTokenIssuer(options),
      {
        identities: new IdentityDatabase(
          databaseOf(ctx.resolverContext),
          ctx.logger,
        ),
        audit: new AuditLog(ctx.logger),
      },
      createTokenReader(config, ctx.logger),
    )(ctx);
  };
}

/**
 * Returns the auth plugin's database. The plugin doesn't pass it to factories, but its resolver context has a client.
 *
 * @throws InputError if it has no client in this Backstage release
 */
function databaseOf(
  resolverContext: AuthResolverContext & {
    userInfo?: { client?: Awaited<ReturnType<DatabaseService['getClient']>> };
  },
): DatabaseService {
  const client = resolverContext.userInfo?.client;
  if (!client) {
    throw new InputError(
      "createOauth2ProxyProvider cannot access the auth plugin's database. Use createOauth2ProxyAuthModule instead.",
    );
  }
  return { getClient: async () => client };
}

/** Adds `ctx.tokenIssuer`, and accepts resolvers that return `{ id, token }`. */
export function supportTokenIssuer<Claims extends object>({
  authHandler,
  signIn,
}: OAuth2ProxyProviderOptions<Claims>): ProviderOptions<Claims> {
  return {
    profileTransform:
      authHandler &&
      ((result, ctx) => authHandler(result, recordTokens(ctx).context)),
    signInResolver:
      signIn &&
      (async (info, ctx) => {
        const { context, issued } = recordTokens(ctx);
        const signedIn = await signIn.resolver(info, context);
        return issued.get(signedIn.token) ?? signedIn;
      }),
  };
}

/** A token alone does not say what the user owns, so this maps tokens to sign-in results. */
function recordTokens(ctx: AuthResolverContext): {
  context: OAuth2ProxyResolverContext;
  issued: Map<string, BackstageSignInResult>;
} {
  const issued = new Map<string, BackstageSignInResult>();
  const record = async (signingIn: Promise<BackstageSignInResult>) => {
    const signedIn = await signingIn;
    issued.set(signedIn.token, signedIn);
    return signedIn;
  };
  const context: OAuth2ProxyResolverContext = {
    ...ctx,
    issueToken: params => record(ctx.issueToken(params)),
    signInWithCatalogUser: (query, options) =>
      record(ctx.signInWithCatalogUser(query, options)),
    tokenIssuer: {
      issueToken: async params => (await context.issueToken(params)).token,
    },
  };
  return { context, issued };
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
