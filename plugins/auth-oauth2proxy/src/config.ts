import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';
import {
  choice,
  commaSeparated,
  CONFIG_PATH,
  flag,
  list,
  mailDomains,
  parseBlock,
  strictObject,
  text,
} from './configSchema';
import { isGroupTarget, isPattern } from './groupPatterns';
import { quote } from './quote';
import { namedResolvers } from './resolvers';
import {
  duration,
  VerificationRules,
  verificationShape,
} from './verificationRules';

const CLAIM = 'Set it to the name of a claim, such as preferred_username.';
const ALLOWED_GROUPS = 'List at least one group, spelled as in the token.';

const MAPPINGS = "List mappings such as { from: '/teams/*', to: 'team-*' }.";
const FROM = "Set it to a group as in the token, with at most one '*'.";
const TO =
  "Set it to a group entity such as backend or group:default/backend, with at most one '*'.";
const INCLUDED_GROUPS =
  "List at least one group as in the token, with at most one '*'.";
const EXPIRE_AFTER =
  "Set it to a duration of at least an hour, such as 'P90D' or { days: 90 }.";

const PREVIOUS_ISSUERS =
  'List the issuers that users had before, each exactly as in its tokens.';

/** The part of the provider's block about identities. `verificationShape` is the part about tokens. */
const identityShape = {
  header: text(
    "Set it to the name of a header: letters, digits, '-' and '_'.",
    value => /^[\w-]+$/.test(value),
  ).default('X-OAUTH2-PROXY-ID-TOKEN'),
  usernameClaim: text(CLAIM).default('preferred_username'),
  usernameDomains: commaSeparated(mailDomains()).default([]),
  dangerouslyTrustEmailWithoutVerification: flag().default(false),
  onRename: choice(['keep', 'refuse'], "Set it to 'keep' or 'refuse'.").default(
    'keep',
  ),
  previousIssuers: commaSeparated(
    list(text(PREVIOUS_ISSUERS, URL.canParse), PREVIOUS_ISSUERS),
  ).optional(),
  subjectAnnotation: text(
    'Set it to the name of an annotation, such as keycloak.org/id.',
  ).optional(),
  groupsClaim: text(CLAIM).optional(),
  groupsFormat: choice(
    ['list', 'text', 'keys'],
    "Set it to 'list', 'text' or 'keys'.",
  ).default('list'),
  groups: strictObject({
    allow: commaSeparated(
      list(text(ALLOWED_GROUPS), ALLOWED_GROUPS),
    ).optional(),
    map: list(
      strictObject({
        from: text(FROM, isPattern),
        to: text(TO, isGroupTarget),
      }),
      MAPPINGS,
    ).optional(),
    include: commaSeparated(
      list(text(INCLUDED_GROUPS, isPattern), INCLUDED_GROUPS),
    ).optional(),
  }).default({}),
  expireAfter: duration(EXPIRE_AFTER, { min: 60 * 60 }).optional(),
  exposeIdToken: flag().default(false),
  signIn: strictObject({ resolvers: namedResolvers.optional() }).default({}),
};

const identitySchema = strictObject(identityShape);
const blockSchema = strictObject({ ...verificationShape, ...identityShape });

/** The provider's validated configuration. Without `verification`, tokens are only decoded. */
export type OAuth2ProxyConfig = z.output<typeof identitySchema> & {
  verification?: VerificationRules;
};

/**
 * Finds the provider's block in the configuration of the whole backend.
 *
 * @throws InputError if it is missing, null, or spelled like the upstream provider
 */
export function readProviderBlock(root: Config): Config {
  const block = root.getOptional(CONFIG_PATH);
  if (block !== undefined && block !== null) {
    return root.getConfig(CONFIG_PATH);
  }
  if (root.has('auth.providers.oauth2Proxy')) {
    throw new InputError(
      `${CONFIG_PATH} is missing, but auth.providers.oauth2Proxy is set. Rename that key to oauth2proxy, in lower case.`,
    );
  }
  throw new InputError(
    `${CONFIG_PATH} is missing. Set issuer and audience there: the issuer of your OpenID provider, and the client ID of oauth2-proxy.`,
  );
}

/**
 * Reads the provider's block. In development, it may be empty.
 *
 * @throws InputError that names each wrong key and quotes its value
 */
export function readOAuth2ProxyConfig(
  config: Config,
  options: { development: boolean },
): OAuth2ProxyConfig {
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
  checkMappings(identity);
  checkPreviousIssuers(issuer, identity);
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
      )}. It has no effect here, because oauth2-proxy manages the session. Remove it.`,
    );
  }
}

function checkGroupsClaim(block: object, config: OAuth2ProxyConfig) {
  const needsClaim =
    Object.keys(config.groups).map(key => `groups.${key}`)[0] ??
    Object.keys(block).find(key => key === 'groupsFormat');
  if (needsClaim && !config.groupsClaim) {
    throw new InputError(
      `${CONFIG_PATH}.groupsClaim is missing. Set it to the claim with a user's groups, or remove ${needsClaim}.`,
    );
  }
}

function checkMappings({ groups: { map } }: OAuth2ProxyConfig) {
  const wrong = map?.find(
    ({ from, to }) => to.includes('*') && !from.includes('*'),
  );
  if (wrong) {
    throw new InputError(
      `${CONFIG_PATH}.groups.map has a '*' in ${quote(
        wrong.to,
      )}, but none in ${quote(wrong.from)}. Add one there, or remove it.`,
    );
  }
}

function checkPreviousIssuers(
  issuer: string,
  { previousIssuers }: OAuth2ProxyConfig,
) {
  if (previousIssuers?.includes(issuer)) {
    throw new InputError(
      `${CONFIG_PATH}.previousIssuers contains ${quote(
        issuer,
      )}, which is the issuer now. Its users could take each other's names. Remove it.`,
    );
  }
}
