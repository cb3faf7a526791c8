import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { root } from './command.mjs';

/** Where Docker Compose finds its settings. */
export const envFile = process.env.COMPOSE_ENV_FILES ?? join(root, '.env');

/**
 * @typedef {object} EnvLine
 * @property {number} line
 * @property {string} name - empty if there is none
 * @property {string} value - as Docker Compose reads it
 * @property {boolean} [hasComment] - whether Docker Compose drops the end of the line as a comment
 * @property {string} [problem] - why Docker Compose reads something other than what is written
 */

const ASSIGNMENT = /^\s*(?:export\s+)?([^\s=:#]+)\s*[=:]\s*(.*?)\s*$/;
const QUOTED = {
  "'": /^'((?:[^'\\]|\\.)*)'\s*(#.*)?$/,
  '"': /^"((?:[^"\\]|\\.)*)"\s*(#.*)?$/,
};

/**
 * Reads an .env file's text by Docker Compose's rules.
 *
 * @param {string} text
 * @returns {EnvLine[]}
 */
export function readEnvFile(text) {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => /^\s*[^\s#]/.test(content))
    .map(({ content, line }) => ({ line, ...readLine(content) }));
}

/** Writes a value so that Docker Compose reads it unchanged. */
export function quoteEnvValue(value) {
  if (/^[\w.:/@,+=-]*$/.test(value)) {
    return value;
  }
  return /['\\]/.test(value)
    ? `"${value.replace(/[\\"$]/g, '\\$&')}"`
    : `'${value}'`;
}

function readLine(content) {
  const [, name, written] = content.match(ASSIGNMENT) ?? [];
  return name === undefined
    ? { name: '', value: '', problem: 'is not of the form NAME=value' }
    : { name, ...readValue(written) };
}

function readValue(written) {
  const quote = written[0];
  if (!(quote in QUOTED)) {
    return {
      value: written.replace(/\s+#.*$/, ''),
      hasComment: /\S\s+#/.test(written),
      problem: hasVariable(written) ? VARIABLE : undefined,
    };
  }
  const inside = written.match(QUOTED[quote])?.[1];
  if (inside === undefined) {
    return { value: '', problem: "doesn't end with a closing quote" };
  }
  return quote === "'"
    ? { value: inside.replaceAll("\\'", "'") }
    : {
        value: inside.replace(/\\([\\"$])/g, '$1'),
        problem: findEscapeProblem(inside),
      };
}

const VARIABLE =
  'contains $, which Docker Compose treats as the start of a variable. Put the value in single quotes';
const ESCAPE =
  'contains a backslash, which Docker Compose treats as an escape character in double quotes. Put the value in single quotes';

function findEscapeProblem(inside) {
  const rest = inside.replace(/\\[\\"$]/g, '');
  if (rest.includes('\\')) {
    return ESCAPE;
  }
  return hasVariable(rest) ? VARIABLE : undefined;
}

function hasVariable(text) {
  return /\$[\w{$]/.test(text);
}

/**
 * Returns the demo's settings, with new secrets.
 *
 * @param {{ portal?: number, keycloak?: number }} [ports]
 * @returns {string} the content of an .env file
 */
export function demoSettings({ portal = 4180, keycloak = 8080 } = {}) {
  return settingsWith(
    portal,
    `# The demo's Keycloak. docs/providers.md has the lines for your own provider.
COMPOSE_PROFILES=demo
OIDC_ISSUER=http://localhost:${keycloak}/realms/gatehouse
OIDC_CLIENT_ID=backstage
OIDC_CLIENT_SECRET=${secret()}
OIDC_EMAIL_CLAIM=preferred_username
OIDC_LOGOUT_URL=http://keycloak:8080/realms/gatehouse/protocol/openid-connect/logout?id_token_hint={id_token}
# Containers and browsers use different host names for this Keycloak.
OIDC_SKIP_DISCOVERY=true
OIDC_LOGIN_URL=http://localhost:${keycloak}/realms/gatehouse/protocol/openid-connect/auth
OIDC_TOKEN_URL=http://keycloak:8080/realms/gatehouse/protocol/openid-connect/token
OIDC_JWKS_URL=http://keycloak:8080/realms/gatehouse/protocol/openid-connect/certs
KEYCLOAK_URL=http://localhost:${keycloak}
KEYCLOAK_LISTEN=127.0.0.1:${keycloak}
# Keycloak omits the groups claim for users without groups.
GROUPS_MISSING=none
# Password of the demo's users and of Keycloak's admin.
DEMO_PASSWORD=${randomBytes(9).toString('base64url')}`,
  );
}

/**
 * Returns the settings for an owner's provider, with new secrets, except the provider's.
 *
 * @param {{ portal: number, issuer: string, clientId: string }} options
 * @returns {string} the content of an .env file
 */
export function providerSettings({ portal, issuer, clientId }) {
  return settingsWith(
    portal,
    `# docs/providers.md has more settings for many providers.
OIDC_ISSUER=${quoteEnvValue(issuer)}
OIDC_CLIENT_ID=${quoteEnvValue(clientId)}
OIDC_CLIENT_SECRET=`,
  );
}

function settingsWith(portal, provider) {
  return `# Settings and secrets for docker-compose.yaml. Don't share or commit this file.
# docs/configuration.md explains each setting. Check: node scripts/deploy-init.mjs --check
# Put values with $, #, spaces, quotes or backslashes in single quotes.

# PUBLIC_URL is the portal's address in the browser. LISTEN is the IP address and port on this machine.
PUBLIC_URL=http://localhost:${portal}
LISTEN=127.0.0.1:${portal}

${provider}

# Only for plain HTTP on this machine. With HTTPS, remove COOKIE_NAME and COOKIE_SECURE.
COOKIE_NAME=_oauth2_proxy
COOKIE_SECURE=false
COOKIE_SECRET=${randomBytes(16).toString('hex')}

SESSIONS_PASSWORD=${secret()}
CACHE_PASSWORD=${secret()}
POSTGRES_PASSWORD=${secret()}
BACKSTAGE_DATABASE_PASSWORD=${secret()}
`;
}

function secret() {
  return randomBytes(24).toString('hex');
}
