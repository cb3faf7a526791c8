import { HumanDuration } from '@backstage/types';

/** A boolean, also as text, because environment variables are text. */
type Flag = boolean | 'true' | 'false';

export interface Config {
  auth?: {
    providers?: {
      /**
       * Sign-in with the ID token that oauth2-proxy forwards.
       *
       * An empty block, or one with only `signIn`, decodes tokens without verifying them, and works only if
       * `auth.environment` is `development` and `NODE_ENV` is not `production`. Otherwise, issuer and audience are required.
       * Unknown keys and wrong values stop the backend at startup: the error names the key and quotes the value.
       */
      oauth2proxy?: {
        /**
         * The OpenID provider's issuer, exactly as in its discovery document, including any trailing slash. Tokens from any
         * other issuer get 401 `token_issuer_mismatch`.
         * @example https://keycloak.example.com/realms/acme
         */
        issuer?: string;
        /**
         * The client ID that oauth2-proxy uses, or a list of client IDs. A token that is for another client, or was issued
         * to one (`azp`), gets 401 `token_audience_mismatch`.
         * @example backstage
         */
        audience?: string | string[];
        /**
         * The URL of the provider's signing keys, if the backend can't reach the provider under the browser's host name.
         * Default: the `jwks_uri` of the discovery document.
         * @example http://keycloak:8080/realms/acme/protocol/openid-connect/certs
         */
        jwksUri?: string;
        /**
         * The accepted signature algorithms. Default: all of these. A token with another algorithm gets 401
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
         * How far the provider's and the backend's clocks may differ, at most five minutes. Default: ten seconds. If they
         * differ by more, fresh tokens get 401 `token_not_yet_valid` or expire early.
         * @example { seconds: 30 }
         */
        clockTolerance?: string | HumanDuration;
        /**
         * The header in which the proxy sends `Bearer <ID token>`. Default: X-OAUTH2-PROXY-ID-TOKEN. The proxy must remove
         * this header from clients' requests.
         */
        header?: string;
        /**
         * The claim with the user name, which becomes `user:default/<user name>`. Default: preferred_username. A dotted
         * path reads nested claims, but a claim with exactly that name takes precedence. If the user name is the user's
         * email address, the address must be verified: see `dangerouslyTrustEmailWithoutVerification`.
         * @example sub
         */
        usernameClaim?: string;
        /**
         * Email domains to remove from user names, as a list or as comma-separated text. If set, names without one of the
         * domains get 403 `user_name_invalid`. Otherwise, names with a domain do. The same name in two domains becomes one
         * user, so list only domains whose user names do not overlap.
         * @example ["example.com"]
         */
        usernameDomains?: string | string[];
        /**
         * Trust email addresses in tokens without the claim `email_verified`. Default: false, so that they are neither
         * shown nor accepted as identities (403 `email_not_verified`). Set it only if users cannot choose their address at
         * your provider. Addresses with `email_verified: false` are never trusted.
         */
        dangerouslyTrustEmailWithoutVerification?: Flag;
        /**
         * What happens if a user's name changes at the provider. `keep`: the user keeps the entity from the first sign-in.
         * `refuse`: the sign-in gets 403 `user_name_changed`. Default: keep.
         */
        onRename?: 'keep' | 'refuse';
        /**
         * Issuers that `issuer` replaced, as a list or as comma-separated text, exactly as `iss` in their tokens. The first
         * account of the new issuer that signs in with a user name gets the old account's entity. Default: none, so that
         * such accounts get 403 `user_name_taken`. Remove this key once everyone has signed in.
         *
         * @example ["https://keycloak.example.com/realms/old"]
         */
        previousIssuers?: string | string[];
        /**
         * The annotation of catalog users that contains the account's `sub`. An entity with this annotation belongs only to
         * that account; others get 403 `user_name_taken`. Default: an entity belongs to the account that signs in first.
         *
         * @example keycloak.org/id
         */
        subjectAnnotation?: string;
        /**
         * The claim with a user's groups, each of which becomes `group:default/<group>` if it is a valid entity name. May
         * be a path, like `usernameClaim`. Default: groups are not read.
         * @example realm_access.roles
         */
        groupsClaim?: string;
        /**
         * The form of the groups claim: `list`, a list of names; `text`, a list, or a single name as text; `keys`, an
         * object whose keys are the names, except those set to `false`. Default: list. Another form gets 403
         * `groups_invalid`.
         */
        groupsFormat?: 'list' | 'text' | 'keys';
        groups?: {
          /**
           * Only members of one of these groups may sign in; others get 403 `groups_not_allowed`. A list or
           * comma-separated text of names, exactly as in the token. Use a list if names contain commas. Default: everyone
           * may sign in.
           * @example ["engineering"]
           */
          allow?: string | string[];
          /**
           * Maps the token's groups to entities, in the catalog and for ownership. The first matching entry applies.
           * Default: `group:default/<group>`, if the group is a valid entity name.
           *
           * @example [{ from: '/teams/*', to: 'team-*' }]
           */
          map?: Array<{
            /** The group, exactly as in the token. One `*` stands for any text. */
            from: string;
            /** The entity, such as `backend` or `group:default/backend`. `*` is the text that `from` matched. */
            to: string;
          }>;
          /**
           * Groups of the token to add to the catalog if no other source has them, as a list or as comma-separated text.
           * One `*` in each stands for any text. Default: only mapped groups. Other groups get members only if they exist
           * in the catalog.
           *
           * @example ["team-*"]
           */
          include?: string | string[];
          /**
           * What an ID token without the groups claim means. `unknown`: memberships in the catalog stay as they are.
           * `none`: the user is in no group, as with Keycloak, which omits empty lists. If the list was too long for the
           * token, groups are always unknown. Default: unknown.
           */
          missing?: 'unknown' | 'none';
        };
        /**
         * Removes users from the catalog if their accounts have not signed in for this long, at least an hour. Users from
         * other sources stay. Default: users are never removed.
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
                /** Sign in users who are not in the catalog, with their token's groups. Default: false. */
                dangerouslyAllowSignInWithoutUserInCatalog?: Flag;
              }
            | {
                /** The catalog user with the token's verified email address, whatever the user name. */
                resolver: 'emailMatchingUserEntityProfileEmail';
              }
            | {
                /** The catalog user whose name is the part before the `@` of the verified email address. */
                resolver: 'emailLocalPartMatchingUserEntityName';
                /** Accepted email domains. Default: any, so that `ada@` any domain is the user `ada`. */
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
