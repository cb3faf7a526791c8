import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { PROVIDER_PREFIX } from './paths';
import { ALGORITHM } from './tokens';

const PROVIDER = 'auth.providers.oauth2proxy';

const DEFAULT_AUDIENCE = 'backstage';
const DEFAULT_HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Reads what the auth plugin requires of tokens, and checks that the stand-in can issue them. */
export function readProviderConfig(config: Config, origin: string) {
  const issuer = `${origin}${PROVIDER_PREFIX}`;
  const provider = config.getOptionalConfig(PROVIDER);
  if (!provider) {
    return { issuer, audience: DEFAULT_AUDIENCE, header: DEFAULT_HEADER };
  }
  const header = readHeader(provider);
  if (provider.keys().every(key => key === 'signIn')) {
    // In this case, the backend does not verify tokens, so any issuer and audience work.
    return { issuer, audience: DEFAULT_AUDIENCE, header };
  }
  requireValue('issuer', provider.getString('issuer'), issuer);
  requireValue(
    'jwksUri',
    provider.getOptionalString('jwksUri') ?? `${issuer}/jwks`,
    `${issuer}/jwks`,
  );
  const algorithms = provider.getOptionalStringArray('algorithms');
  if (algorithms && !algorithms.includes(ALGORITHM)) {
    throw new InputError(
      `${PROVIDER}.algorithms is ${JSON.stringify(
        algorithms,
      )}, but the stand-in provider signs with ${ALGORITHM}.`,
    );
  }
  return { issuer, audience: readAudience(provider), header };
}

/** Says what to add to a configuration without the backend's provider. */
export function providerToAdd(provider: {
  issuer: string;
  audience: string;
}): string {
  return `${PROVIDER} is missing in the configuration, so the backend accepts no user. Add:

auth:
  providers:
    oauth2proxy:
      issuer: ${provider.issuer}
      audience: ${provider.audience}
`;
}

function requireValue(key: string, value: string, expected: string) {
  if (value !== expected) {
    throw new InputError(
      `${PROVIDER}.${key} is ${value}, but the stand-in provider is at another address. Set it to ${expected}, or change app.baseUrl.`,
    );
  }
}

/** Returns the first audience if there are several. */
function readAudience(provider: Config): string {
  const isList = Array.isArray(provider.getOptional('audience'));
  const audiences = isList
    ? provider.getStringArray('audience')
    : [provider.getString('audience')];
  if (audiences.length === 0) {
    throw new InputError(
      `${PROVIDER}.audience is [], so no token could be accepted. Name a client id, such as backstage.`,
    );
  }
  return audiences[0];
}

function readHeader(provider: Config): string {
  const header = provider.getOptionalString('header') ?? DEFAULT_HEADER;
  if (!HEADER_NAME.test(header)) {
    throw new InputError(
      `${PROVIDER}.header is ${header}, which is not a valid name for an HTTP header.`,
    );
  }
  return header;
}
