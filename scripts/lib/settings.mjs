const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The functions below check values. They return undefined for a valid value, and otherwise say what is expected. */
const matches = (pattern, expected) => value =>
  pattern.test(value) ? undefined : expected;

const every = (separator, pattern, expected) => value =>
  value.split(separator).every(part => pattern.test(part.trim()))
    ? undefined
    : expected;

const oneOf =
  (...values) =>
  value =>
    values.includes(value) ? undefined : values.join(' or ');

function port(value) {
  return /^\d+$/.test(value) && value >= 1 && value <= 65535
    ? undefined
    : 'a port, such as 9464';
}

const boolean = oneOf('true', 'false');

const count = matches(/^[1-9]\d?$/, 'a number from 1 to 99');

/** Compose treats any other value as the name of a volume. */
const absoluteFolder = matches(
  /^(?:\/|[a-z]:[\\/])/i,
  'an absolute path, such as /var/backups/portal',
);

const days = matches(/^[1-9]\d{0,3}$/, 'a number of days, such as 14');

const duration = matches(
  /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/,
  'a number with a unit, such as 10h, 4m or 90s',
);

const cookieName = matches(
  /^[\w!#$%&'*+.^`|~-]+$/,
  'a cookie name: letters, digits, _ and -',
);

const domains = every(
  ',',
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i,
  'domains without @, separated by commas: example.com,example.org',
);

const emailDomains = every(
  ',',
  /^(?:\*|\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*)$/i,
  'domains without @, separated by commas: example.com,example.org',
);

const hosts = every(
  ',',
  /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i,
  'host names without https://, separated by commas',
);

const list = every(',', /./, 'names separated by single commas');

/** The sources become part of the Content-Security-Policy header, where quotes, commas and semicolons have a special meaning. */
const pictureSources = every(
  / +/,
  /^https?:\/\/[\w*.-]+(:\d+)?(\/[\w./-]*)?$/,
  'addresses separated by spaces: https://lh3.googleusercontent.com',
);

/** The same rule as in deploy/oauth2-proxy/start.sh and packages/backend/src/environment/publicUrl.ts. */
function publicUrl(value) {
  const url = parseUrl(value.toLowerCase());
  const shape = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?\/?$/i;
  if (!url || !shape.test(value)) {
    return 'https:// and a host name, without a path: https://portal.example.com';
  }
  return url.protocol === 'http:' && !LOOPBACK.test(url.hostname)
    ? 'an https:// address: over http://, browsers keep sign-in cookies only for localhost'
    : undefined;
}

function httpUrl(value) {
  return parseUrl(value) ? undefined : 'an http:// or https:// address';
}

function issuer(value) {
  return /[?#]/.test(value) ? 'an address without ? and #' : httpUrl(value);
}

function signOutUrl(value) {
  return value.startsWith('/') ? undefined : httpUrl(value);
}

function listenAddress(value) {
  const [, host = '127.0.0.1', port] = value.match(/^(?:(.+):)?(\d+)$/) ?? [];
  const isAddress = /^(?:[\d.]+|\[[0-9a-f:.]+\])$/i.test(host);
  return isAddress && port >= 1 && port <= 65535
    ? undefined
    : 'an IP address and a port: 127.0.0.1:4180';
}

/** The same rule as in packages/backend/src/environment/ciAccess.ts. */
const ciToken = matches(
  /^\S{32,}$/,
  'at least 32 characters without spaces, such as the output of "openssl rand -hex 24"',
);

/** oauth2-proxy decodes base64, but uses the text itself if the result does not have the length of an AES key. */
function cookieSecret(value) {
  const lengths = [
    Buffer.from(value, 'base64url').length,
    Buffer.byteLength(value),
  ];
  return lengths.some(length => [16, 24, 32].includes(length))
    ? undefined
    : '16, 24 or 32 bytes, such as the output of "openssl rand -hex 16"';
}

/** The same list as in packages/backend/src/telemetry/settings.ts. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

const share = matches(/^(?:0|1|0?\.\d+|1\.0+)$/, 'a number from 0 to 1');

function parseUrl(value) {
  try {
    const url = new URL(value);
    return /^https?:\/\//.test(value) && url.hostname ? url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @typedef {object} Setting
 * @property {string} name
 * @property {boolean} [required] - whether the portal needs it to start. A blank value counts as not set.
 * @property {boolean} [secret] - whether its value must never be printed
 * @property {string} [overlay] - the Compose file in deploy/ that reads it
 * @property {(value: string) => string | undefined} [format] - returns undefined for a valid value, and otherwise says what is expected
 */

/** @type {Setting[]} Every variable that docker-compose.yaml and the Compose files in deploy/ read from .env. */
export const settings = [
  { name: 'PUBLIC_URL', required: true, format: publicUrl },
  { name: 'LISTEN', format: listenAddress },
  { name: 'BACKENDS', format: count },
  { name: 'IMAGE' },
  { name: 'PROXY_COUNT', format: count },

  { name: 'METRICS_PORT', format: port },
  { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', format: httpUrl },
  { name: 'OTEL_EXPORTER_OTLP_HEADERS', secret: true },
  { name: 'OTEL_SERVICE_NAME' },
  { name: 'OTEL_RESOURCE_ATTRIBUTES' },
  { name: 'OTEL_TRACES_SAMPLER', format: oneOf(...samplers) },
  { name: 'OTEL_TRACES_SAMPLER_ARG', format: share },

  { name: 'OIDC_ISSUER', required: true, format: issuer },
  { name: 'OIDC_CLIENT_ID', required: true },
  { name: 'OIDC_CLIENT_SECRET', required: true, secret: true },
  { name: 'OIDC_SCOPE' },
  { name: 'OIDC_EMAIL_CLAIM' },
  { name: 'OIDC_LOGOUT_URL', format: httpUrl },
  { name: 'OIDC_SKIP_DISCOVERY', format: boolean },
  { name: 'OIDC_LOGIN_URL', format: httpUrl },
  { name: 'OIDC_TOKEN_URL', format: httpUrl },
  { name: 'OIDC_JWKS_URL', format: httpUrl },
  { name: 'SIGN_OUT_URL', format: signOutUrl },
  { name: 'OAUTH2_PROXY_WHITELIST_DOMAINS', format: hosts },

  { name: 'ALLOWED_EMAIL_DOMAINS', format: emailDomains },
  { name: 'OAUTH2_PROXY_ALLOWED_GROUPS', format: list },
  { name: 'USERNAME_CLAIM' },
  { name: 'USERNAME_DOMAINS', format: domains },
  { name: 'GROUPS_CLAIM' },
  { name: 'GROUPS_FORMAT', format: oneOf('list', 'text', 'keys') },
  { name: 'GROUPS_ALLOW', format: list },
  { name: 'GROUPS_MISSING', format: oneOf('unknown', 'none') },
  { name: 'ADMINISTRATORS' },
  { name: 'TRUST_EMAIL_WITHOUT_VERIFICATION', format: boolean },
  { name: 'PICTURE_SOURCES', format: pictureSources },
  { name: 'CI_TOKEN', secret: true, format: ciToken },

  { name: 'COOKIE_NAME', format: cookieName },
  { name: 'COOKIE_SECURE', format: boolean },
  { name: 'COOKIE_EXPIRE', format: duration },
  { name: 'COOKIE_REFRESH', format: duration },
  {
    name: 'COOKIE_SECRET',
    required: true,
    secret: true,
    format: cookieSecret,
  },

  { name: 'SESSIONS_PASSWORD', required: true, secret: true },
  { name: 'CACHE_PASSWORD', required: true, secret: true },
  { name: 'POSTGRES_PASSWORD', required: true, secret: true },
  { name: 'BACKSTAGE_DATABASE_PASSWORD', required: true, secret: true },
  { name: 'BACKUP_DAYS', format: days },
  { name: 'BACKUP_FOLDER', format: absoluteFolder },

  { name: 'HTTP_PROXY', format: httpUrl, secret: true },
  { name: 'HTTPS_PROXY', format: httpUrl, secret: true },
  { name: 'NO_PROXY' },

  { name: 'KEYCLOAK_URL', format: httpUrl },
  { name: 'KEYCLOAK_LISTEN', format: listenAddress },
  { name: 'DEMO_PASSWORD', secret: true },

  { name: 'TLS_CERTIFICATE', overlay: 'tls' },
  { name: 'TLS_KEY', overlay: 'tls' },
  { name: 'CA_CERTIFICATE', overlay: 'private-ca' },
  { name: 'SECRETS_FOLDER', overlay: 'secrets' },
];

/** Variables of Docker Compose itself that belong in .env. */
export const composeVariables = [
  'COMPOSE_FILE',
  'COMPOSE_PATH_SEPARATOR',
  'COMPOSE_PROFILES',
  'COMPOSE_PROJECT_NAME',
];

/** Variables that the backend's container can have, in addition to Backstage's own. */
export const backendVariables = [
  'PUBLIC_URL',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_JWKS_URL',
  'USERNAME_CLAIM',
  'USERNAME_DOMAINS',
  'GROUPS_CLAIM',
  'GROUPS_FORMAT',
  'GROUPS_MISSING',
  'GROUPS_ALLOW',
  'ADMINISTRATORS',
  'TRUST_EMAIL_WITHOUT_VERIFICATION',
  'SIGN_OUT_URL',
  'PICTURE_SOURCES',
  'METRICS_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'CI_TOKEN',
  'CI_TOKEN_FILE',
  'POSTGRES_HOST',
  'POSTGRES_PORT',
  'POSTGRES_DATABASE',
  'POSTGRES_USER',
  'POSTGRES_PASSWORD',
  'POSTGRES_PASSWORD_FILE',
  'PGSSLMODE',
  'CACHE_URL',
  'CACHE_URL_FILE',
  'CACHE_HOST',
  'CACHE_PORT',
  'CACHE_USERNAME',
  'CACHE_PASSWORD',
  'CACHE_PASSWORD_FILE',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_USE_ENV_PROXY',
];
