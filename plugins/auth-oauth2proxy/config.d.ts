import { HumanDuration } from '@backstage/types';

/** A boolean, also as text, because environment variables are text. */
type Flag = boolean | 'true' | 'false';

export interface Config {
  auth?: {
    providers?: {
      /**
       * Sign-in with the ID token that oauth2-proxy passes on.
       *
       * An empty block, or one with `signIn` alone, decodes tokens without verifying them, and works only if
       * `auth.environment` is `development` and `NODE_ENV` is not `production`. Otherwise, issuer and audience are required.
       * Unknown keys and wrong values stop the backend at startup: the error names the key and quotes the value.
       */
      oauth2proxy?: {
        /**
         * The OpenID provider, exactly as `issuer` in its discovery document, with or without a slash at the end. Tokens
         * of any other issuer get 401 `token_issuer_mismatch`.
         * @example https://keycloak.example.com/realms/acme
         */
        issuer?: string;
        /**
         * The client ID that oauth2-proxy uses, or a list of client IDs. A token for another client, or issued to another
         * one (`azp`), gets 401 `token_audience_mismatch`.
         * @example backstage
         */
        audience?: string | string[];
        /**
         * URL of the provider's signing keys, if the backend reaches the provider under another name than the browser does.
         * Default: the `jwks_uri` of the discovery document.
         * @example http://keycloak:8080/realms/acme/protocol/openid-connect/certs
         */
        jwksUri?: string;
        /**
         * Which signature algorithms are accepted. Default: all of these. A token with another one gets 401
         * `token_algorithm_not_allowed`.
         * @example ["RS256"]
         */
        algorithms?: Array<
          | 'RS256'
          | 'RS384'
          | 'RS512'
          | 'PS256'
          | 'PS384'
          | 'PS512'
          | 'ES256'
          | 'ES384'
          | 'ES512'
          | 'EdDSA'
        >;
        /**
         * How far the clocks of provider and backend may differ, at most five minutes. Default: ten seconds. If they
         * differ by more, fresh tokens get 401 `token_not_yet_valid` or expire early.
         * @example { seconds: 30 }
         */
        clockTolerance?: string | HumanDuration;
        /**
         * The header in which the proxy sends `Bearer <ID token>`. Default: X-OAUTH2-PROXY-ID-TOKEN. The proxy must drop
         * what clients send under this name.
         */
        header?: string;
        /**
         * The claim with the user name, which becomes `user:default/<user name>`. Default: preferred_username. A path
         * with dots reads nested claims; a claim with exactly that name comes first. A name that is the user's email
         * address must be verified: see `dangerouslyTrustEmailWithoutVerification`.
         * @example sub
         */
        usernameClaim?: string;
        /**
         * Mail domains that are taken off user names, as a list or as one comma-separated text. With this set, names
         * without one of the domains get 403 `user_name_invalid`; without it, names with a domain do. Users of two
         * domains with the same name become one user: list only domains whose user names do not overlap.
         * @example ["example.com"]
         */
        usernameDomains?: string | string[];
        /**
         * Trust email addresses in tokens without the claim `email_verified`. Default: false, and they are neither shown
         * nor accepted as identities (403 `email_not_verified`). Set it only if users cannot choose their address at your
         * provider. Tokens that say `email_verified: false` are never trusted.
         */
        dangerouslyTrustEmailWithoutVerification?: Flag;
        /**
         * What happens to a user whose user name changes at the provider: `keep`, the user keeps the entity of the first
         * sign-in; `refuse`, the sign-in gets 403 `user_name_changed`. Default: keep.
         */
        onRename?: 'keep' | 'refuse';
        /**
         * Issuers that this one replaced, as a list or as one comma-separated text, exactly as `iss` in their tokens. The
         * first account of the new issuer that signs in with a user name gets the entity of the old account. Default:
         * none, and such accounts get 403 `user_name_taken`. Remove it once everyone has signed in.
         *
         * @example ["https://keycloak.example.com/realms/old"]
         */
        previousIssuers?: string | string[];
        /**
         * An annotation of users in the catalog with the account's `sub`. An entity that has it belongs to that account
         * alone; others get 403 `user_name_taken`. Default: an entity belongs to the account that signs in first.
         *
         * @example keycloak.org/id
         */
        subjectAnnotation?: string;
        /**
         * The claim with a user's groups, each of which becomes `group:default/<group>` if it is a valid entity name. May
         * be a path, as `usernameClaim`. Default: groups are not read.
         * @example realm_access.roles
         */
        groupsClaim?: string;
        /**
         * The form of the groups claim: `list`, a list of names; `text`, a list, or a single name as text; `keys`, an
         * object whose keys are the names, except keys set to `false`. Default: list. Another form gets 403
         * `groups_invalid`.
         */
        groupsFormat?: 'list' | 'text' | 'keys';
        groups?: {
          /**
           * Only members of one of these groups may sign in; others get 403 `groups_not_allowed`. A list, or one
           * comma-separated text, of names exactly as they are in the token. Names with commas need a list. Default:
           * everyone may sign in.
           * @example ["engineering"]
           */
          allow?: string | string[];
          /**
           * Which entity a group of the token becomes, in the catalog and for ownership. The first mapping that matches
           * decides. Default: `group:default/<group>`, if the group is a valid entity name.
           *
           * @example [{ from: '/teams/*', to: 'team-*' }]
           */
          map?: Array<{
            /** The group, exactly as in the token. One `*` stands for any text. */
            from: string;
            /** The entity, such as `backend` or `group:default/backend`. `*` is the text that the other one stands for. */
            to: string;
          }>;
          /**
           * Groups of the token that the catalog gets if no other source has them, as a list or as one comma-separated
           * text. One `*` in each stands for any text. Default: the mapped groups alone. Others have members only if they
           * exist in the catalog.
           *
           * @example ["team-*"]
           */
          include?: string | string[];
          /**
           * What an ID token without the groups claim means. `unknown`: memberships in the catalog stay as they are.
           * `none`: the user is in no group, as with Keycloak, which leaves out an empty list. A list that is too long for
           * the token is unknown in any case. Default: unknown.
           */
          missing?: 'unknown' | 'none';
        };
        /**
         * How long accounts may go without signing in before their users leave the catalog, at least an hour. Users of
         * other sources stay. Default: users never leave.
         *
         * @example P90D
         */
        expireAfter?: string | HumanDuration;
        /**
         * Whether the browser gets the ID token, as `providerInfo.idToken`. Any script in the page can then read it.
         * Default: false.
         */
        exposeIdToken?: Flag;
        signIn?: {
          /** Resolvers, tried in this order until one finds the user. Not allowed if code passes a resolver too. */
          resolvers: Array<
            | {
                /** The catalog user whose name is the user name. */
                resolver: 'usernameMatchingUserEntityName';
                /** Sign in users who are not in the catalog, with the groups of their token. Default: false. */
                dangerouslyAllowSignInWithoutUserInCatalog?: Flag;
              }
            | {
                /** The catalog user with the verified email address of the token, whatever the user name. */
                resolver: 'emailMatchingUserEntityProfileEmail';
              }
            | {
                /** The catalog user whose name is the part before the `@` of the verified email address. */
                resolver: 'emailLocalPartMatchingUserEntityName';
                /** Accepted mail domains. Without this any domain is, and `ada@` of any domain is the user `ada`. */
                allowedDomains?: string[];
                /** Sign in users who are not in the catalog, without groups. Default: false. */
                dangerouslyAllowSignInWithoutUserInCatalog?: Flag;
              }
          >;
        };
      };
    };
  };
}
