import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createProxyAuthenticator,
  ProfileInfo,
} from '@backstage/plugin-auth-node';
import type { Request } from 'express';
import { Oauth2ProxyConfig } from './config';
import { TokenRefusedError } from './errors';
import { readGroupEntityRefs, readUserEntityRef } from './identity';
import { OAuth2ProxyClaims, OAuth2ProxyResult } from './types';
import { Verifier } from './verifier';

/** From a request with the proxy's header to who is there. */
export function createOauth2ProxyAuthenticator<Claims extends object>(options: {
  config: Oauth2ProxyConfig;
  verify: Verifier;
  logger: LoggerService;
}) {
  const { config, verify, logger } = options;
  return createProxyAuthenticator({
    defaultProfileTransform: async (result: OAuth2ProxyResult<Claims>) => ({
      profile: profileOf(result.fullProfile),
    }),
    initialize() {},
    async authenticate({ req }) {
      const token = readToken(req, config.header);
      const claims = (await verify(token)) as OAuth2ProxyClaims & Claims;
      const groupEntityRefs = readGroupEntityRefs(claims, config, logger);
      return {
        result: {
          fullProfile: claims,
          accessToken: token,
          headers: req.headers,
          getHeader: (name: string) => req.get(name),
          // Read when asked for: a resolver that goes by e-mail has no use for the user name.
          get userEntityRef() {
            return readUserEntityRef(claims, config);
          },
          get ownershipEntityRefs() {
            return [this.userEntityRef, ...groupEntityRefs];
          },
        },
        providerInfo: config.exposeIdToken ? { idToken: token } : {},
      };
    },
  });
}

/** Exactly one value of exactly one header, with the scheme of RFC 6750 in any case. */
function readToken(req: Request, header: string): string {
  const values = req.headersDistinct[header.toLowerCase()] ?? [];
  if (values.length === 0 || values[0] === '') {
    throw new TokenRefusedError('token_missing', `no header ${header}`);
  }
  const match = values[0].match(/^Bearer +([^\s,]+)$/i);
  if (values.length > 1 || !match) {
    throw new TokenRefusedError('token_malformed', `header ${header}`);
  }
  return match[1];
}

function profileOf(claims: OAuth2ProxyClaims): ProfileInfo {
  return {
    displayName: text(claims.name),
    email: claims.email_verified === false ? undefined : text(claims.email),
    picture: text(claims.picture),
  };
}

/** The page refuses a profile in which anything else stands. */
function text(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}
