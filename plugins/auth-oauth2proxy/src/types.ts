import {
  AuthResolverContext,
  BackstageSignInResult,
  ProfileInfo,
  SignInInfo,
  TokenParams,
} from '@backstage/plugin-auth-node';
import type { IncomingHttpHeaders } from 'http';

/**
 * The claims of an ID token (OpenID Connect Core 1.0, sections 2 and 5.1), and any other claims of the provider.
 *
 * @public
 */
export interface OAuth2ProxyClaims {
  /** The provider that issued the token. */
  iss: string;
  /** The user's ID, unique and never reassigned within the provider. */
  sub: string;
  /** The clients that the token is for. */
  aud: string | string[];
  /** When the token expires, in seconds since 1970. */
  exp: number;
  /** When the token was issued, in seconds since 1970. */
  iat: number;
  /** The client that the token was issued to. */
  azp?: string;
  /** The user name. */
  preferred_username?: string;
  /** The email address. */
  email?: string;
  /** Whether the provider verified the address. Some providers send text. */
  email_verified?: boolean | string;
  /** The full name for display. */
  name?: string;
  /** The first name. */
  given_name?: string;
  /** The last name. */
  family_name?: string;
  /** The URL of the user's picture. */
  picture?: string;
  /** Any other claim. */
  [claim: string]: unknown;
}

/** The verified identity of a request. @public */
export interface OAuth2ProxyResult<Claims extends object = {}> {
  /** The verified claims of the token. `Claims` adds types for your provider's own claims. */
  fullProfile: OAuth2ProxyClaims & Claims;
  /**
   * The entity that the account is bound to, or `user:default/<user name>` at its first sign-in: in lower case and a valid
   * entity reference. If the token has no valid user name, reading it refuses the sign-in with 403 `user_name_missing`,
   * `user_name_invalid` or `email_not_verified`.
   */
  readonly userEntityRef: string;
  /** `userEntityRef`, and `group:default/<group>` for each group that is a valid entity name. Refuses like `userEntityRef`. */
  readonly ownershipEntityRefs: string[];
  /** The ID token itself. Anyone who has it can impersonate the user until it expires. */
  accessToken: string;
  /** The email address if it is verified. Never identify users by `fullProfile.email`, which may belong to someone else. */
  verifiedEmail?: string;
  /** The headers of the request. Only the ID token was verified. */
  headers: IncomingHttpHeaders;
  /** Returns a header of the request. The name is case-insensitive. */
  getHeader(name: string): string | undefined;
}

/**
 * Backstage's resolver context, which issues tokens only for valid entity references, and binds the account to the user
 * that it issues the first token for. A user that belongs to another account gets 403 `user_name_taken`.
 *
 * `issueToken` also requires a valid user name, because `user:default/${name}` is a valid reference even if the name is
 * `undefined`. `signInWithCatalogUser` uses the user's name in the catalog, and does not require one in the token.
 *
 * @public
 */
export interface OAuth2ProxyResolverContext extends AuthResolverContext {
  /** For older resolvers, which return `{ id, token }`. Use `issueToken` of the context in new ones. */
  tokenIssuer: {
    /** Issues a Backstage token and returns it as a string. */
    issueToken(params: TokenParams): Promise<string>;
  };
}

/**
 * Decides who a user is in Backstage.
 *
 * `profile.email` is the verified email address of the token, or undefined, whatever an `authHandler` returned.
 *
 * Throw a `NotFoundError` or a `NotAllowedError` to refuse the user: the browser gets 403 with `user_unknown` or
 * `sign_in_denied`, and the message of a `NotAllowedError`. Other errors are answered with a generic message.
 *
 * @public
 */
export type OAuth2ProxySignInResolver<Claims extends object = {}> = (
  info: SignInInfo<OAuth2ProxyResult<Claims>>,
  ctx: OAuth2ProxyResolverContext,
) => Promise<BackstageSignInResult & { id?: string }>;

/**
 * Creates the profile that the portal shows. Default: the claims `name` and `picture`, and the verified email address.
 *
 * @public
 */
export type OAuth2ProxyAuthHandler<Claims extends object = {}> = (
  result: OAuth2ProxyResult<Claims>,
  ctx: OAuth2ProxyResolverContext,
) => Promise<{ profile: ProfileInfo }>;

/** The sign-in options of a portal that are set in code. @public */
export interface OAuth2ProxyProviderOptions<Claims extends object = {}> {
  /** Creates the profile that the portal shows. */
  authHandler?: OAuth2ProxyAuthHandler<Claims>;
  /** Without it, name resolvers in the configuration, under `signIn.resolvers`. */
  signIn?: {
    resolver: OAuth2ProxySignInResolver<Claims>;
  };
}

/** Why a token was refused, with status 401. @public */
export type TokenReason =
  | 'token_missing'
  | 'token_malformed'
  | 'token_algorithm_not_allowed'
  | 'token_key_unknown'
  | 'token_signature_invalid'
  | 'token_issuer_mismatch'
  | 'token_audience_mismatch'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_claim_missing'
  | 'token_type_not_allowed';

/** Why a verified identity cannot be used here, with status 403. @public */
export type IdentityReason =
  | 'user_name_missing'
  | 'user_name_invalid'
  | 'email_not_verified'
  | 'user_name_taken'
  | 'user_name_changed'
  | 'user_unknown'
  | 'groups_invalid'
  | 'groups_not_allowed'
  | 'sign_in_denied';

/** What is unavailable, with status 503. @public */
export type UnavailableReason = 'provider_unreachable' | 'database_unreachable';

/** The stable reason code of a refused sign-in, as `error.code` in the response body. @public */
export type SignInReason = TokenReason | IdentityReason | UnavailableReason;

/**
 * The times of a token that was refused because of a clock, and the backend's time, in seconds since 1970. They are sent as
 * `error.times`, only with `token_expired` and `token_not_yet_valid`, and only if signature, issuer and audience are valid.
 *
 * @public
 */
export interface TokenTimes {
  /** The backend's time. */
  now: number;
  /** When the token was issued. */
  iat?: number;
  /** When the token becomes valid. */
  nbf?: number;
  /** When the token expires. */
  exp?: number;
}
