import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import { root, UserError } from '../command.mjs';
import { envFile, readEnvFile } from '../envFile.mjs';
import { settings } from '../settings.mjs';

/** How to run the doctor where the backend runs. */
export const IN_CONTAINER =
  'docker compose exec backstage /nodejs/bin/node /app/doctor.mjs';

/**
 * @typedef {object} Context - what the checks look at
 * @property {'file' | 'environment' | undefined} source - where the settings come from; a container has its settings in the environment
 * @property {string} text - the content of .env
 * @property {Record<string, string>} values - the settings that are not blank
 * @property {string} [noSettings] - why there are no settings
 * @property {string[]} [ca] - the certificate authorities that the containers trust
 * @property {URL} [portal] - the address that users open
 * @property {string[]} backends - addresses of backends
 * @property {{ cookie?: string, idToken?: string }} session - of a user
 */

/**
 * @param {{ url?: string, backends: string[], session?: string }} options
 * @returns {Context}
 */
export function createContext({ url, backends, session = '' }) {
  const portal = url ? new URL(url) : undefined;
  const found = readSettings(portal);
  const { source, values } = found;
  return {
    ...found,
    portal,
    ca: authorities(values),
    backends:
      backends.length === 0 && source === 'environment'
        ? ['http://localhost:7007']
        : backends,
    session: readSession(session, values, portal),
  };
}

/** Masks secrets, which a server's response may have brought into a message. */
export function withoutSecrets({ values, session }, text) {
  const cookies = (session.cookie ?? '').split(/; */);
  return [
    ...settings.filter(({ secret }) => secret).map(({ name }) => values[name]),
    ...cookies.map(cookie => cookie.replace(/^[^=]*=/, '')),
    session.idToken,
  ]
    .filter(secret => secret?.length >= 8)
    .reduce((safe, secret) => safe.replaceAll(secret, '***'), text)
    .replace(/\/\/[^\s/"]*@/g, '//***@');
}

function readSettings(portal) {
  const found = findSettings();
  const { PUBLIC_URL } = found.values;
  const origin = URL.canParse(PUBLIC_URL) && new URL(PUBLIC_URL).origin;
  return portal && origin && portal.origin !== origin
    ? { values: {}, noSettings: `The settings are for ${origin}` }
    : found;
}

function authorities({ CA_CERTIFICATE }) {
  const file = CA_CERTIFICATE && resolve(root, CA_CERTIFICATE);
  return file && existsSync(file)
    ? [...rootCertificates, readFileSync(file, 'utf8')]
    : undefined;
}

function findSettings() {
  if (existsSync(envFile)) {
    const text = readFileSync(envFile, 'utf8');
    const lines = readEnvFile(text).map(({ name, value }) => [name, value]);
    return { source: 'file', text, values: withoutBlank(lines) };
  }
  if (process.env.OIDC_ISSUER || process.env.PUBLIC_URL) {
    const values = withoutBlank(Object.entries(process.env));
    return { source: 'environment', text: '', values };
  }
  return { values: {}, noSettings: `There is no ${envFile}` };
}

function withoutBlank(entries) {
  return Object.fromEntries(entries.filter(([, value]) => value.trim()));
}

/** Reads what a user copied from the browser: a request as cURL, a cookie, its value, or an ID token. */
function readSession(copied, { COOKIE_NAME }, portal) {
  const text = copied.trim();
  if (!text) {
    return {};
  }
  if (/^(Bearer )?eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) {
    return { idToken: text.replace('Bearer ', '') };
  }
  const [, option, header = option] =
    text.match(/(?:-b|--cookie) ['"]([^'"]+)|-H ['"]cookie: ([^'"]+)/i) ?? [];
  // A value may be base64, which can end with =.
  if (header || /^[\w-]+=[^=|]/.test(text)) {
    return { cookie: header ?? text };
  }
  if (/\s/.test(text)) {
    throw new UserError(
      'The input has no session cookie. Copy a request to the portal as cURL, or the cookie value.',
    );
  }
  const usual =
    portal?.protocol === 'https:' ? '__Host-oauth2_proxy' : '_oauth2_proxy';
  return { cookie: `${COOKIE_NAME ?? usual}=${text}` };
}
