import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createProxyAuthenticator,
  ProfileInfo,
} from '@backstage/plugin-auth-node';
import type { Request } from 'express';
import { Oauth2ProxyConfig } from './config';
import { isRefusal, TokenRefusedError } from './errors';
import { readIdentity } from './identity';
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
      const { groupsLeftOut, ...identity } = readOrLog(claims, config, logger);
      if (groupsLeftOut > 0) {
        logger.debug(
          `${groupsLeftOut} groups of ${identity.userEntityRef} are no valid entity names and were left out`,
        );
      }
      return {
        result: {
          ...identity,
          fullProfile: claims,
          accessToken: token,
          headers: req.headers,
          getHeader: (name: string) => req.get(name),
        },
        providerInfo: config.exposeIdToken ? { idToken: token } : {},
      };
    },
  });
}

function readOrLog(
  claims: OAuth2ProxyClaims,
  config: Oauth2ProxyConfig,
  logger: LoggerService,
) {
  try {
    return readIdentity(claims, config);
  } catch (error) {
    if (isRefusal(error)) {
      logger.warn(`Refused a verified identity: ${error.code}`);
    }
    throw error;
  }
}

/** Exactly one value of exactly one header, with the scheme of RFC 6750 in any case. */
function readToken(req: Request, header: string): string {
  const values = req.headersDistinct[header.toLowerCase()] ?? [];
  if (values.length === 0 || values[0] === '') {
    throw new TokenRefusedError('token_missing');
  }
  const match = values[0].match(/^Bearer +([^\s,]+)$/i);
  if (values.length > 1 || !match) {
    throw new TokenRefusedError('token_malformed');
  }
  return match[1];
}

function profileOf(claims: OAuth2ProxyClaims): ProfileInfo {
  return {
    displayName: claims.name,
    email: claims.email_verified === false ? undefined : claims.email,
    picture: claims.picture,
  };
}
