import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createProxyAuthenticator,
  ProfileInfo,
} from '@backstage/plugin-auth-node';
import type { Request } from 'express';
import { AccountBinding } from './accountBinding';
import { AuditLog } from './audit';
import { readUserEntityRef, readVerifiedEmail } from './claims';
import { OAuth2ProxyConfig } from './config';
import { createGroupReader } from './groups';
import { accountOf, BindingFinder } from './identity';
import { TokenRefusedError } from './refusals';
import { SignInTelemetry } from './telemetry';
import { OAuth2ProxyClaims, OAuth2ProxyResult } from './types';
import { createVerifier } from './verifier';

/** The result, with fields that only this plugin's sign-in needs. */
export interface AuthenticatedResult<Claims extends object>
  extends OAuth2ProxyResult<Claims> {
  readonly binding: AccountBinding;
}

/** Reads and verifies the ID token in the proxy's header. Throws a TokenRefusedError or ProviderUnreachableError. */
export type TokenReader = (
  req: Request,
) => Promise<{ token: string; claims: OAuth2ProxyClaims }>;

/** Creates the reader for a configuration. It caches the provider's keys, so create only one. */
export function createTokenReader(
  config: OAuth2ProxyConfig,
  logger: LoggerService,
  telemetry?: SignInTelemetry,
): TokenReader {
  const verifyToken = createVerifier(config.verification, logger, outcome =>
    telemetry?.recordKeyFetch(outcome),
  );
  const verify = (token: string) =>
    verifyToken(token) as Promise<OAuth2ProxyClaims>;
  return async req => {
    const token = readToken(req, config.header);
    const claims = telemetry
      ? await telemetry.measureVerification(() => verify(token))
      : await verify(token);
    return { token, claims };
  };
}

/** Authenticates a request from the ID token in the proxy's header. */
export function createOAuth2ProxyAuthenticator<Claims extends object>(
  config: OAuth2ProxyConfig,
  readIdToken: TokenReader,
  findBinding: BindingFinder,
  audit: AuditLog,
  logger: LoggerService,
) {
  const readGroups = createGroupReader(config, logger);
  return createProxyAuthenticator({
    defaultProfileTransform: async (result: AuthenticatedResult<Claims>) => ({
      profile: profileOf(result.fullProfile, result.verifiedEmail),
    }),
    initialize() {},
    async authenticate({ req }) {
      const { token, claims } = await readIdToken(req);
      audit.identify(req, accountOf(claims));
      const groups = readGroups(claims);
      const verifiedEmail = readVerifiedEmail(claims, config);
      const profile = profileOf(claims, verifiedEmail);
      const binding = await findBinding(claims, { profile, groups }, req.ip);
      return {
        result: {
          fullProfile: claims as OAuth2ProxyClaims & Claims,
          verifiedEmail,
          accessToken: token,
          headers: req.headers,
          getHeader: (name: string) => req.get(name),
          binding,
          // Read on demand, because resolvers that use the email address need no user name.
          get userEntityRef() {
            return binding.entityRefFor(readUserEntityRef(claims, config));
          },
          get ownershipEntityRefs() {
            const groupRefs = groups?.map(group => group.entityRef) ?? [];
            return [this.userEntityRef, ...groupRefs];
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
    throw new TokenRefusedError('token_missing', `no ${header} header`);
  }
  const match = values[0].match(/^Bearer +([^\s,]+)$/i);
  if (values.length > 1 || !match) {
    throw new TokenRefusedError('token_malformed', `header ${header}`);
  }
  return match[1];
}

function profileOf(
  { name, picture }: OAuth2ProxyClaims,
  email: string | undefined,
): ProfileInfo {
  return { displayName: ifText(name), email, picture: ifText(picture) };
}

/** Backstage's sign-in page refuses profiles with values of any other type. */
function ifText(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim : undefined;
}
