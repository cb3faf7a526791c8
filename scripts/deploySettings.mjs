import { randomBytes } from 'node:crypto';

/**
 * Settings for the demo, with new secrets.
 *
 * @param {{ portal?: number, keycloak?: number }} [ports]
 * @returns {string} the content of an .env file
 */
export function demoSettings({ portal = 4180, keycloak = 8080 } = {}) {
  return `# Settings and secrets for docker-compose.yaml. Don't share or commit this file.
# docs/configuration.md explains each setting. Check: node scripts/deploy-init.mjs --check
# Put values with $, #, spaces, quotes or backslashes in single quotes.

# Address in the browser; IP address and port on this machine.
PUBLIC_URL=http://localhost:${portal}
LISTEN=127.0.0.1:${portal}

# The demo's Keycloak. docs/providers.md has the lines for your own provider.
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
# Password of the demo's users and of Keycloak's admin.
DEMO_PASSWORD=${randomBytes(9).toString('base64url')}

# Only for plain HTTP on this machine. With HTTPS, remove both.
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
