import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';
import {
  commaSeparated,
  CONFIG_PATH,
  duration,
  flag,
  isUrl,
  list,
  emailDomains,
  parseBlock,
  PROVIDER_ID,
  withMessage,
  strictObject,
  text,
} from './configSchema';
import { isGroupTarget, isPattern } from './groupPatterns';
import { quote } from './refusals';
import { namedResolvers } from './resolvers';

/** RFC 7518 section 3.1, and RFC 8037. */
const ASYMMETRIC =
  'RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA';

const ISSUER =
  'Copy "issuer" from <issuer>/.well-known/openid-configuration of your provider: an http or https URL without query, fragment and credentials. Only an empty block works without an issuer, and only if auth.environment is development and NODE_ENV is not production.';
const AUDIENCE =
  'Set it to the client ID of oauth2-proxy, or to a list of client IDs. Tokens for other applications are refused.';
const ALGORITHMS = `List asymmetric algorithms: ${ASYMMETRIC}.`;
const CLAIM = 'Set it to the name of a claim, such as preferred_username.';
const MAPPINGS = "List mappings such as { from: '/teams/*', to: 'team-*' }.";
const FROM = "Set it to a group as in the token, with at most one '*'.";
const TO =
  "Set it to a group entity such as backend or group:default/backend, with at most one '*'.";
const INCLUDED_GROUPS =
  "List at least one group as in the token, with at most one '*'.";
const EXPIRE_AFTER =
  "Set it to a duration of at least an hour, such as 'P90D' or { days: 90 }.";
const CLOCK_TOLERANCE =
  "Set it to a duration between 0 and 300 seconds, such as '30s' or { seconds: 30 }.";
const PREVIOUS_ISSUERS =
  'List the issuers that users had before, each exactly as in its tokens.';
const ALLOWED_GROUPS = 'List at least one group, spelled as in the token.';

/** The keys of the provider's block that concern tokens. */
const verificationShape = {
  // Compared as text, without normalization (OpenID Connect Core 1.0, section 3.1.3.7).
  issuer: text(ISSUER, value => isUrl(value) && !/[?#]/.test(value)),
  audience: z.preprocess(
    value => (typeof value === 'string' ? [value] : value),
    list(text(AUDIENCE), AUDIENCE),
  ),
  /** Default: from the provider's discovery document. */
  jwksUri: text(
    'Set it to an http or https URL without credentials.',
    isUrl,
  ).optional(),
  algorithms: list(
    text(ALGORITHMS, value => ASYMMETRIC.split(', ').includes(value)),
    ALGORITHMS,
  ).default(ASYMMETRIC.split(', ')),
  clockTolerance: duration(CLOCK_TOLERANCE, { min: 0, max: 300 }).default({
    seconds: 10,
  }),
};

/** The keys that concern identities. */
const identityShape = {
  header: text(
    "Set it to the name of a header: letters, digits, '-' and '_'.",
    value => /^[\w-]+$/.test(value),
  ).default('X-OAUTH2-PROXY-ID-TOKEN'),
  usernameClaim: text(CLAIM).default('preferred_username'),
  usernameDomains: commaSeparated(emailDomains()).default([]),
  dangerouslyTrustEmailWithoutVerification: flag().default(false),
  onRename: z
    .enum(['keep', 'refuse'], withMessage("Set it to 'keep' or 'refuse'."))
    .default('keep'),
  previousIssuers: commaSeparated(
    list(text(PREVIOUS_ISSUERS, isUrl), PREVIOUS_ISSUERS),
  ).optional(),
  subjectAnnotation: text(
    'Set it to the name of an annotation, such as keycloak.org/id.',
  ).optional(),
  groupsClaim: text(CLAIM).optional(),
  groupsFormat: z
    .enum(
      ['list', 'text', 'keys'],
      withMessage("Set it to 'list', 'text' or 'keys'."),
    )
    .default('list'),
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
    missing: z
      .enum(['unknown', 'none'], withMessage("Set it to 'unknown' or 'none'."))
      .optional(),
  }).default({}),
  expireAfter: duration(EXPIRE_AFTER, { min: 60 * 60 }).optional(),
  exposeIdToken: flag().default(false),
  signIn: strictObject({ resolvers: namedResolvers.optional() }).default({}),
};

const identitySchema = strictObject(identityShape);
const blockSchema = strictObject({ ...verificationShape, ...identityShape });

/** Which tokens are accepted. */
export type VerificationRules = Pick<
  z.output<typeof blockSchema>,
  keyof typeof verificationShape
>;

/** The provider's validated configuration. Without `verification`, tokens are only decoded. */
export type OAuth2ProxyConfig = z.output<typeof identitySchema> & {
  verification?: VerificationRules;
};

/** Finds the provider's block. Throws an InputError if it is missing, null, or spelled like the upstream provider's. */
export function readProviderBlock(root: Config): Config {
  const block = root.getOptional(CONFIG_PATH);
  if (block !== undefined && block !== null) {
    return root.getConfig(CONFIG_PATH);
  }
  throw new InputError(
    root.has('auth.providers.oauth2Proxy')
      ? `${CONFIG_PATH} is missing, but auth.providers.oauth2Proxy is set. Rename that key to ${PROVIDER_ID}, in lower case.`
      : `${CONFIG_PATH} is missing. Set issuer and audience there: the issuer of your OpenID provider, and the client ID of oauth2-proxy.`,
  );
}

/** Reads the provider's block, which may be empty in development. Throws an InputError that names each wrong key. */
export function readOAuth2ProxyConfig(
  config: Config,
  options: { development: boolean },
): OAuth2ProxyConfig {
  const block = config.get<object>();
  const keys = Object.keys(block);
  if (
    options.development &&
    process.env.NODE_ENV !== 'production' &&
    keys.every(key => key === 'signIn')
  ) {
    return parseBlock(identitySchema, block);
  }
  if ('sessionDuration' in block) {
    const value = quote(block.sessionDuration);
    throw new InputError(
      `${CONFIG_PATH}.sessionDuration is ${value}. It has no effect here, because oauth2-proxy manages the session. Remove it.`,
    );
  }
  const { issuer, audience, jwksUri, algorithms, clockTolerance, ...identity } =
    parseBlock(blockSchema, block);
  checkGroups(keys, identity);
  if (identity.previousIssuers?.includes(issuer)) {
    throw new InputError(
      `${CONFIG_PATH}.previousIssuers contains ${quote(
        issuer,
      )}, which is also the issuer. Its users could take each other's names. Remove it.`,
    );
  }
  return {
    ...identity,
    verification: { issuer, audience, jwksUri, algorithms, clockTolerance },
  };
}

function checkGroups(
  keys: string[],
  { groupsClaim, groups }: z.output<typeof identitySchema>,
) {
  const needsClaim =
    Object.keys(groups).map(key => `groups.${key}`)[0] ??
    keys.find(key => key === 'groupsFormat');
  if (needsClaim && !groupsClaim) {
    throw new InputError(
      `${CONFIG_PATH}.groupsClaim is missing. Set it to the claim with a user's groups, or remove ${needsClaim}.`,
    );
  }
  const wrong = groups.map?.find(
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
