import {
  AuthResolverContext,
  BackstageSignInResult,
  ProfileInfo,
  SignInInfo,
  TokenParams,
} from '@backstage/plugin-auth-node';
import type { IncomingHttpHeaders } from 'http';

/**
 * The claims of an ID token that OpenID Connect names (OpenID Connect Core 1.0, sections 2 and 5.1), and whatever else
 * the provider put there.
 *
 * @public
 */
export interface OAuth2ProxyClaims {
  /** The provider that issued the token. */
  iss: string;
  /** The person, unique and never reassigned within the provider. */
  sub: string;
  /** The clients that the token is for. */
  aud: string | string[];
  /** When the token ends, in seconds since 1970. */
  exp: number;
  /** When the token was issued, in seconds since 1970. */
  iat: number;
  /** The client that the token was issued to. */
  azp?: string;
  /** The user name. */
  preferred_username?: string;
  /** The e-mail address. */
  email?: string;
  /** Whether the provider verified the address; some send it as text. */
  email_verified?: boolean | string;
  /** The full name, as it is to be shown. */
  name?: string;
  /** The first name. */
  given_name?: string;
  /** The last name. */
  family_name?: string;
  /** URL of a picture of the person. */
  picture?: string;
  /** Any other claim. */
  [claim: string]: unknown;
}

/**
 * The verified identity of a request.
 *
 * @public
 */
export interface OAuth2ProxyResult<Claims extends object = {}> {
  /** The verified claims of the token. `Claims` adds types for what your provider puts there. */
  fullProfile: OAuth2ProxyClaims & Claims;
  /**
   * `user:default/<user name>`, in lower case and a valid entity reference. Reading it refuses the sign-in with 403
   * `user_name_missing`, `user_name_invalid` or `email_not_verified` if the token has no user name that can be used.
   */
  readonly userEntityRef: string;
  /**
   * The references that own things for the user: `userEntityRef`, and `group:default/<group>` for each group of the
   * token that is a valid entity name. Refuses as `userEntityRef` does.
   */
  readonly ownershipEntityRefs: string[];
  /** The ID token itself. Whoever has it can impersonate the user until it expires. */
  accessToken: string;
  /**
   * The e-mail address, if the provider says that it verified it. Identify people by this one, never by
   * `fullProfile.email`, which may be anybody's.
   */
  verifiedEmail?: string;
  /** The headers of the request. Only the ID token was verified. */
  headers: IncomingHttpHeaders;
  /** A header of the request, by its name in any case. */
  getHeader(name: string): string | undefined;
}

/**
 * Backstage's resolver context, which refuses to issue a token for anything but valid entity references.
 *
 * `issueToken` also wants a user name that can be used, because a resolver that puts the reference together itself would
 * otherwise make `user:default/undefined` of a missing one. `signInWithCatalogUser` takes people as the catalog names
 * them, and does not ask for it.
 *
 * @public
 */
export interface OAuth2ProxyResolverContext extends AuthResolverContext {
  /** For resolvers of the older form, which return `{ id, token }`. New ones call `issueToken` of the context. */
  tokenIssuer: {
    /** Issues a Backstage token and returns it as a string. */
    issueToken(params: TokenParams): Promise<string>;
  };
}

/**
 * Decides who a user is in Backstage.
 *
 * `profile.email` is always the verified address of the token, or missing, whatever an `authHandler` returned.
 *
 * Throw a `NotFoundError` or a `NotAllowedError` to refuse: the browser gets 403 with `user_unknown` or
 * `sign_in_denied`, and the text of a `NotAllowedError`. Any other error is answered with a generic text.
 *
 * @public
 */
export type OAuth2ProxySignInResolver<Claims extends object = {}> = (
  info: SignInInfo<OAuth2ProxyResult<Claims>>,
  ctx: OAuth2ProxyResolverContext,
) => Promise<BackstageSignInResult & { id?: string }>;

/**
 * Makes the profile that the portal shows. Without one it comes from the claims `name` and `picture` and the verified
 * e-mail address.
 *
 * @public
 */
export type OAuth2ProxyAuthHandler<Claims extends object = {}> = (
  result: OAuth2ProxyResult<Claims>,
  ctx: OAuth2ProxyResolverContext,
) => Promise<{ profile: ProfileInfo }>;

/**
 * What a portal decides about sign-in in code.
 *
 * @public
 */
export interface OAuth2ProxyProviderOptions<Claims extends object = {}> {
  /** Makes the profile that the portal shows. */
  authHandler?: OAuth2ProxyAuthHandler<Claims>;
  /** Without it, resolvers are named in the configuration, under `signIn.resolvers`. */
  signIn?: {
    resolver: OAuth2ProxySignInResolver<Claims>;
  };
}

/**
 * The times of a token that was refused because of the clock, and the time on the server, all in seconds since 1970; as
 * `error.times` in the body of the answer, with `token_expired` and `token_not_yet_valid` alone.
 *
 * Its signature, issuer and audience were found right before. Nothing else of the token is told.
 *
 * @public
 */
export interface TokenTimes {
  /** The time on the server. */
  now: number;
  /** When the token was issued. */
  iat?: number;
  /** When the token begins. */
  nbf?: number;
  /** When the token ends. */
  exp?: number;
}
