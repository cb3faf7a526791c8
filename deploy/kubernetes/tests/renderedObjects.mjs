import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { buildOverlay } from './overlays.mjs';

/**
 * Prints deploy/kubernetes' objects as JSON, with the settings of the deployment in COMPOSE_ENV_FILES. The arguments are components.
 */
const env = parseEnv(readFileSync(process.env.COMPOSE_ENV_FILES, 'utf8'));

/** The deployment's services, without TLS. */
const settings = {
  shared: {
    PUBLIC_URL: env.PUBLIC_URL,
    OIDC_ISSUER: env.OIDC_ISSUER,
    OIDC_CLIENT_ID: env.OIDC_CLIENT_ID,
    OIDC_JWKS_URL: env.OIDC_JWKS_URL,
  },
  backstage: { POSTGRES_HOST: 'postgres', PGSSLMODE: 'disable' },
  'oauth2-proxy': {
    OIDC_EMAIL_CLAIM: env.OIDC_EMAIL_CLAIM,
    OIDC_LOGOUT_URL: env.OIDC_LOGOUT_URL,
    OIDC_SKIP_DISCOVERY: env.OIDC_SKIP_DISCOVERY,
    OIDC_LOGIN_URL: env.OIDC_LOGIN_URL,
    OIDC_TOKEN_URL: env.OIDC_TOKEN_URL,
    OAUTH2_PROXY_COOKIE_NAME: env.COOKIE_NAME,
    OAUTH2_PROXY_COOKIE_SECURE: env.COOKIE_SECURE,
    OAUTH2_PROXY_COOKIE_REFRESH: env.COOKIE_REFRESH,
    OAUTH2_PROXY_REDIS_CONNECTION_URL: 'redis://valkey:6379',
  },
};

/** The secrets that docs/kubernetes.md lists. */
const secrets = {
  'oauth2-proxy': {
    OIDC_CLIENT_SECRET: env.OIDC_CLIENT_SECRET,
    OAUTH2_PROXY_COOKIE_SECRET: env.COOKIE_SECRET,
    OAUTH2_PROXY_REDIS_PASSWORD: env.SESSIONS_PASSWORD,
  },
  backstage: {
    POSTGRES_PASSWORD: env.BACKSTAGE_DATABASE_PASSWORD,
    CACHE_URL: `redis://cache:${env.CACHE_PASSWORD}@valkey:6379`,
    CI_TOKEN: env.CI_TOKEN,
  },
};

const [newName, newTag] = process.env.IMAGE.split(':');
const objects = buildOverlay(process.argv.slice(2), kustomization => ({
  ...kustomization,
  images: [{ name: 'gatehouse', newName, newTag }],
  configMapGenerator: Object.entries(settings).map(([name, values]) => ({
    name,
    behavior: 'merge',
    literals: Object.entries(values).map(entry => entry.join('=')),
  })),
}));
for (const [name, stringData] of Object.entries(secrets)) {
  objects.push({ kind: 'Secret', metadata: { name }, data: stringData });
}
console.log(JSON.stringify(objects));
