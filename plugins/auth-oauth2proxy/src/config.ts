import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';
import { CONFIG_PATH } from './configPath';
import {
  choice,
  commaSeparated,
  flag,
  list,
  mailDomains,
  strictObject,
  text,
} from './configSchema';
import { parseBlock } from './parseBlock';
import { quote } from './quote';
import { namedResolvers } from './resolverOptions';
import { VerificationRules, verificationShape } from './verificationRules';

const CLAIM = 'It must be the name of a claim, such as preferred_username.';
const ALLOWED_GROUPS =
  'It must list at least one group, as spelled in the token.';

/** The part of the provider's block that says what becomes of a verified token. */
const identityShape = {
  header: text(
    "It must be the name of a header: letters, digits, '-' and '_'.",
    value => /^[\w-]+$/.test(value),
  ).default('X-OAUTH2-PROXY-ID-TOKEN'),
  usernameClaim: text(CLAIM).default('preferred_username'),
  usernameDomains: commaSeparated(mailDomains()).default([]),
  dangerouslyTrustEmailWithoutVerification: flag().default(false),
  groupsClaim: text(CLAIM).optional(),
  groupsFormat: choice(
    ['list', 'text', 'keys'],
    "It must be 'list', 'text' or 'keys'.",
  ).default('list'),
  groups: strictObject({
    allow: commaSeparated(
      list(text(ALLOWED_GROUPS), ALLOWED_GROUPS),
    ).optional(),
  }).default({}),
  exposeIdToken: flag().default(false),
  signIn: strictObject({ resolvers: namedResolvers.optional() }).default({}),
};

const identitySchema = strictObject(identityShape);
const blockSchema = strictObject({ ...verificationShape, ...identityShape });

/** The provider's configuration, read and checked. Without `verification`, tokens are only decoded. */
export type Oauth2ProxyConfig = z.output<typeof identitySchema> & {
  verification?: VerificationRules;
};

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
 * @throws InputError that names each wrong key and quotes its value
 */
export function readOauth2ProxyConfig(
  config: Config,
  options: { development: boolean },
): Oauth2ProxyConfig {
  const block = config.get<object>();
  if (
    options.development &&
    process.env.NODE_ENV !== 'production' &&
    Object.keys(block).every(key => key === 'signIn')
  ) {
    return parseBlock(identitySchema, block);
  }
  checkSessionDuration(block);
  const { issuer, audience, jwksUri, algorithms, clockTolerance, ...identity } =
    parseBlock(blockSchema, block);
  checkGroupsClaim(block, identity);
  return {
    ...identity,
    verification: { issuer, audience, jwksUri, algorithms, clockTolerance },
  };
}

function checkSessionDuration(block: object) {
  if ('sessionDuration' in block) {
    throw new InputError(
      `${CONFIG_PATH}.sessionDuration is ${quote(
        block.sessionDuration,
      )}. Backstage has this key for other providers; here it has no effect, because oauth2-proxy keeps the session. Remove it.`,
    );
  }
}

function checkGroupsClaim(block: object, config: Oauth2ProxyConfig) {
  const needsClaim =
    (config.groups.allow && 'groups.allow') ??
    Object.keys(block).find(key => key === 'groupsFormat');
  if (needsClaim && !config.groupsClaim) {
    throw new InputError(
      `${CONFIG_PATH}.groupsClaim is missing. Set it to the claim with a user's groups, or remove ${needsClaim}.`,
    );
  }
}
