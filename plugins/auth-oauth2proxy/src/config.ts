import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { CONFIG_PATH } from './configPath';
import { readVerificationRules, VerificationRules } from './verificationRules';

const KEYS = [
  'issuer',
  'audience',
  'jwksUri',
  'algorithms',
  'clockTolerance',
  'header',
  'usernameClaim',
  'usernameDomains',
  'groupsClaim',
  'groups',
  'exposeIdToken',
  // Backstage has these for every provider; the second is for OAuth, and has no effect here.
  'signIn',
  'sessionDuration',
];

/** The provider's configuration, read and checked. */
export interface Oauth2ProxyConfig {
  /** Undefined means that tokens are decoded and not verified. */
  verification?: VerificationRules;
  header: string;
  usernameClaim: string;
  /** In lower case. */
  usernameDomains: string[];
  groupsClaim?: string;
  allowedGroups?: string[];
  exposeIdToken: boolean;
}

/**
 * Finds the provider's block in the configuration of the whole backend.
 *
 * @throws InputError if it is missing, empty in the sense of YAML, or under the spelling of the upstream provider.
 */
export function readProviderBlock(root: Config): Config {
  const block = root.getOptional(CONFIG_PATH);
  if (block !== undefined && block !== null) {
    return root.getConfig(CONFIG_PATH);
  }
  if (root.has('auth.providers.oauth2Proxy')) {
    throw new InputError(
      `${CONFIG_PATH} is missing, but there is auth.providers.oauth2Proxy: this provider is spelt oauth2proxy, all in lower case. Rename the key.`,
    );
  }
  throw new InputError(
    `${CONFIG_PATH} is missing. Set issuer and audience there: the issuer of your OpenID provider, and the client id that oauth2-proxy uses.`,
  );
}

/**
 * Reads and checks the provider's block.
 *
 * @param config - the block `auth.providers.oauth2proxy`
 * @param options - `development`: whether this is a development environment, where an empty block is allowed
 * @throws InputError that names the key
 */
export function readOauth2ProxyConfig(
  config: Config,
  options: { development: boolean },
): Oauth2ProxyConfig {
  checkKeys(config, KEYS);
  checkKeys(config.getOptionalConfig('groups'), ['allow'], 'groups.');
  const groupsClaim = config.getOptionalString('groupsClaim');
  const allowedGroups = config.getOptionalStringArray('groups.allow');
  if (allowedGroups && !groupsClaim) {
    throw new InputError(
      `${CONFIG_PATH}.groupsClaim is missing: groups.allow needs to know which claim lists the groups of a person.`,
    );
  }
  return {
    verification: readVerification(config, options),
    header: readHeader(config),
    usernameClaim:
      config.getOptionalString('usernameClaim') ?? 'preferred_username',
    usernameDomains: (
      config.getOptionalStringArray('usernameDomains') ?? []
    ).map(domain => domain.toLocaleLowerCase('en-US')),
    groupsClaim,
    allowedGroups,
    exposeIdToken: config.getOptionalBoolean('exposeIdToken') ?? false,
  };
}

function checkKeys(config: Config | undefined, keys: string[], path = '') {
  const unknown = config?.keys().find(key => !keys.includes(key));
  if (unknown) {
    throw new InputError(
      `${CONFIG_PATH}.${path}${unknown} is not a key of this provider. The keys are ${keys.join(
        ', ',
      )}.`,
    );
  }
}

function readHeader(config: Config): string {
  const header =
    config.getOptionalString('header') ?? 'X-OAUTH2-PROXY-ID-TOKEN';
  if (!/^[\w-]+$/.test(header)) {
    throw new InputError(
      `${CONFIG_PATH}.header has to be the name of a header: letters, digits and '-'.`,
    );
  }
  return header;
}

function readVerification(
  config: Config,
  options: { development: boolean },
): VerificationRules | undefined {
  const development =
    options.development && process.env.NODE_ENV !== 'production';
  if (development && config.keys().every(key => key === 'signIn')) {
    return undefined;
  }
  return readVerificationRules(config);
}
