import { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import express, { Request } from 'express';
import { TokenReader } from './authenticator';
import { OAuth2ProxyConfig } from './config';
import { PROVIDER_ID } from './configSchema';
import { GroupsReport, reportGroups } from './groups';
import { accountOf } from './identity';
import { Account, IdentityDatabase } from './identityDatabase';
import { OAuth2ProxyClaims } from './types';

/** What a signed-in user may know about their own account. It contains no token. */
interface IdentityReport extends Account, GroupsReport {
  /** In seconds, because the user's clock may be wrong. */
  idTokenExpiresIn: number;
}

/**
 * Creates the route that tells users which account they signed in with, and what became of its groups. It is not part of a
 * refresh, because pages refresh often and need this rarely.
 *
 * The auth plugin's routes are open to everyone, so this one requires both the Backstage token and the proxy's ID token, for
 * the same user. So does the approval of a client, because a Backstage token expires in minutes, but a client that it
 * authorizes stays signed in for months.
 */
export function createIdentityRouter(services: {
  config: OAuth2ProxyConfig;
  httpAuth: HttpAuthService;
  identities: IdentityDatabase;
  readIdToken: TokenReader;
}): express.Router {
  const { config, httpAuth, identities, readIdToken } = services;

  /** Returns the claims of the user's ID token. */
  const authenticate = async (req: Request): Promise<OAuth2ProxyClaims> => {
    const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
    const { claims } = await readIdToken(req);
    const identity = await identities.findByAccount(accountOf(claims));
    // Accounts have no entity if their tokens are only decoded.
    if (
      config.verification &&
      identity?.entityRef !== principal.userEntityRef
    ) {
      throw new NotAllowedError(
        `The account at the sign-in proxy does not belong to ${principal.userEntityRef}`,
      );
    }
    return claims;
  };

  const report = async (req: Request): Promise<IdentityReport> => {
    const claims = await authenticate(req);
    return {
      ...accountOf(claims),
      idTokenExpiresIn: claims.exp - Math.floor(Date.now() / 1000),
      ...reportGroups(claims, config),
    };
  };

  const router = express.Router();
  router.get(`/${PROVIDER_ID}/identity`, (req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    report(req).then(body => res.json(body), next);
  });
  router.post('/v1/sessions/:sessionId/approve', (req, _res, next) => {
    authenticate(req).then(() => next(), next);
  });
  return router;
}
