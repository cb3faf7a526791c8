import { randomBytes } from 'node:crypto';

/**
 * Settings for docker-compose.yaml with secrets that were never used before, and Keycloak to sign people in.
 *
 * @param {{ portal?: number, keycloak?: number }} [ports]
 * @returns {string} the content of an .env file
 */
export function demoSettings({ portal = 4180, keycloak = 8080 } = {}) {
  return `# Settings and secrets of docker-compose.yaml. Keep this file to yourself. docs/deployment.md explains each line.

# Address in the browser, and where it is listened to.
PUBLIC_URL=http://localhost:${portal}
LISTEN=127.0.0.1:${portal}

# Who signs people in: Keycloak of the profile demo. docs/providers.md has the lines for your own provider.
COMPOSE_PROFILES=demo
OIDC_ISSUER=http://localhost:${keycloak}/realms/gatehouse
OIDC_CLIENT_ID=backstage
OIDC_CLIENT_SECRET=${secret()}
OIDC_EMAIL_CLAIM=preferred_username
OIDC_LOGOUT_URL=http://keycloak:8080/realms/gatehouse/protocol/openid-connect/logout?id_token_hint={id_token}
# Containers see this Keycloak under another name than browsers do.
OIDC_SKIP_DISCOVERY=true
OIDC_LOGIN_URL=http://localhost:${keycloak}/realms/gatehouse/protocol/openid-connect/auth
OIDC_TOKEN_URL=http://keycloak:8080/realms/gatehouse/protocol/openid-connect/token
OIDC_JWKS_URL=http://keycloak:8080/realms/gatehouse/protocol/openid-connect/certs
KEYCLOAK_URL=http://localhost:${keycloak}
KEYCLOAK_LISTEN=127.0.0.1:${keycloak}
# The password of the people of the demo, and of Keycloak's admin.
DEMO_PASSWORD=${randomBytes(9).toString('base64url')}

# For plain HTTP on this machine. With HTTPS, remove both.
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
