import { LoggerService } from '@backstage/backend-plugin-api';
import { createProxyAuthenticator } from '@backstage/plugin-auth-node';
import type { Request } from 'express';
import { AccountBinding } from './accountBinding';
import { readUserEntityRef, readVerifiedEmail } from './claims';
import { OAuth2ProxyConfig } from './config';
import { createGroupReader } from './groups';
import { BindingFinder } from './identity';
import { TokenRefusedError } from './refusals';
import { OAuth2ProxyClaims, OAuth2ProxyResult } from './types';
import { createVerifier } from './verifier';

/** The result with what only this plugin's sign-in needs. */
export interface AuthenticatedResult<Claims extends object>
  extends OAuth2ProxyResult<Claims> {
  readonly binding: AccountBinding;
}

/** Authenticates a request from the ID token in the proxy's header. */
export function createOAuth2ProxyAuthenticator<Claims extends object>(
  config: OAuth2ProxyConfig,
  findBinding: BindingFinder,
  logger: LoggerService,
) {
  const verify = createVerifier(config.verification, logger);
  const readGroupEntityRefs = createGroupReader(config, logger);
  return createProxyAuthenticator({
    defaultProfileTransform: async ({
      fullProfile: { name, picture },
      verifiedEmail,
    }: AuthenticatedResult<Claims>) => ({
      profile: {
        displayName: ifText(name),
        email: verifiedEmail,
        picture: ifText(picture),
      },
    }),
    initialize() {},
    async authenticate({ req }) {
      const token = readToken(req, config.header);
      const claims = (await verify(token)) as OAuth2ProxyClaims & Claims;
      const groupEntityRefs = readGroupEntityRefs(claims);
      const binding = await findBinding(claims);
      return {
        result: {
          fullProfile: claims,
          verifiedEmail: readVerifiedEmail(claims, config),
          accessToken: token,
          headers: req.headers,
          getHeader: (name: string) => req.get(name),
          binding,
          // Read on demand, because resolvers by email address need no user name.
          get userEntityRef() {
            return binding.entityRefFor(readUserEntityRef(claims, config));
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

/** Reads exactly one value of exactly one header. The scheme of RFC 6750 is case-insensitive. */
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

/** Backstage's sign-in page refuses a profile with any other type. */
function ifText(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}
