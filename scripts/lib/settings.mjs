import {
  boolean,
  cookieName,
  cookieSecret,
  count,
  domains,
  duration,
  emailDomains,
  hosts,
  httpUrl,
  issuer,
  list,
  listenAddress,
  oneOf,
  pictureSources,
  publicUrl,
  signOutUrl,
} from './settingFormats.mjs';

/**
 * @typedef {object} Setting
 * @property {string} name
 * @property {boolean} [required] - whether the portal does not start without it. A blank value counts as none.
 * @property {boolean} [secret] - whether its value must never be printed
 * @property {string} [overlay] - the Compose file in deploy/ that reads it
 * @property {(value: string) => string | undefined} [format] - what is expected instead of a wrong value
 */

/** @type {Setting[]} Every variable that docker-compose.yaml and the Compose files in deploy/ read from .env. */
export const settings = [
  { name: 'PUBLIC_URL', required: true, format: publicUrl },
  { name: 'LISTEN', format: listenAddress },
  { name: 'BACKENDS', format: count },
  { name: 'IMAGE' },

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
  { name: 'ADMINISTRATORS' },
  { name: 'TRUST_EMAIL_WITHOUT_VERIFICATION', format: boolean },
  { name: 'PICTURE_SOURCES', format: pictureSources },

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
