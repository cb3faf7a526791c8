import { HumanDuration } from '@backstage/types';

export interface Config {
  auth?: {
    providers?: {
      /**
       * Sign-in by the ID token that oauth2-proxy hands over.
       *
       * A block with nothing in it, except for `signIn`, decodes tokens without verifying them. It works only where
       * `auth.environment` is `development` and `NODE_ENV` is not `production`. Anywhere else, and with any other key in
       * it, a block without issuer and audience stops the backend at start, and so does a key that is not listed here.
       */
      oauth2proxy?: {
        /**
         * The OpenID provider, exactly as it stands under `issuer` in its discovery document, with or without a slash at
         * the end as there. Tokens of any other issuer get 401 `token_issuer_mismatch`.
         *
         * @example https://keycloak.example.com/realms/acme
         */
        issuer?: string;
        /**
         * The client id that oauth2-proxy uses, or a list of those. A token has to be for one of them, and if it says to
         * whom it was issued (`azp`), that has to be one of them too; otherwise it gets 401 `token_audience_mismatch`.
         *
         * @example backstage
         */
        audience?: string | string[];
        /**
         * URL of the provider's signing keys. Set it where the backend reaches the provider under another name than the
         * browser does. Default: the `jwks_uri` of the discovery document.
         *
         * @example http://keycloak:8080/realms/acme/protocol/openid-connect/certs
         */
        jwksUri?: string;
        /**
         * Which signature algorithms are accepted. Default: all of these. A token with another one gets 401
         * `token_algorithm_not_allowed`.
         *
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
         * How far the clocks of provider and backend may differ, at most five minutes. Default: ten seconds. Where they
         * differ by more, fresh tokens get 401 `token_not_yet_valid`, or `token_expired` before their time.
         *
         * @example { seconds: 30 }
         */
        clockTolerance?: string | HumanDuration;
        /**
         * The header in which the proxy sends `Bearer <ID token>`. Default: X-OAUTH2-PROXY-ID-TOKEN. Whatever it is, the
         * proxy has to drop what clients send under this name.
         */
        header?: string;
        /**
         * The claim that is the user name and becomes `user:default/<user name>`. Default: preferred_username.
         *
         * @example sub
         */
        usernameClaim?: string;
        /**
         * Mail domains that are taken off user names. Without this a user name such as `ada@example.com` gets 403
         * `user_name_invalid`. People of two listed domains with the same name become one person: list only domains
         * whose user names do not overlap.
         *
         * @example ["example.com"]
         */
        usernameDomains?: string[];
        /**
         * The claim that lists a person's groups, each of which becomes `group:default/<group>` if it is a valid entity
         * name. Default: groups are not read.
         *
         * @example groups
         */
        groupsClaim?: string;
        groups?: {
          /**
           * Only members of one of these groups may sign in; others get 403 `groups_not_allowed`. Names are compared
           * exactly as they stand in the token. Default: everyone may.
           *
           * @example ["engineering"]
           */
          allow?: string[];
        };
        /**
         * Whether the browser gets the ID token, as `providerInfo.idToken`. Any script in the page can then read it.
         * Default: false.
         */
        exposeIdToken?: boolean;
        /** Backstage has this for every provider. Here the proxy keeps the session, and it has no effect. */
        sessionDuration?: string | HumanDuration;
        signIn?: {
          /** Resolvers, tried one after the other until one finds the person. Not used where the resolver is in code. */
          resolvers: Array<
            | {
                /** The catalog user whose name is the user name. */
                resolver: 'usernameMatchingUserEntityName';
                /** Sign in people whom the catalog does not know, with the groups of their token. Default: false. */
                dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
              }
            | {
                /** The catalog user with the same e-mail address. The user name of the token may be anything. */
                resolver: 'emailMatchingUserEntityProfileEmail';
              }
            | {
                /**
                 * The catalog user whose name is what stands before the `@` of the e-mail address. The user name of the
                 * token may be anything.
                 */
                resolver: 'emailLocalPartMatchingUserEntityName';
                /** Mail domains that are accepted. Without this any domain is. */
                allowedDomains?: string[];
                /** Sign in people whom the catalog does not know, without groups. Default: false. */
                dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
              }
          >;
        };
      };
    };
  };
}
