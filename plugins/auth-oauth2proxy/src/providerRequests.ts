import { JSONWebKeySet } from 'jose';
import { isMap } from './claims';
import { CONFIG_PATH } from './configSchema';
import { quote } from './refusals';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;
const BURST = 3;
const INTERVAL_MS = 10 * 1000;

/** Fetches the URL of a provider's keys (OpenID Connect Discovery 1.0, section 4). Errors say what was wrong, for the log. */
export async function discoverJwksUri(issuer: string): Promise<string> {
  const path = '/.well-known/openid-configuration';
  return readJwksUri(await fetchJson(issuer.replace(/\/$/, '') + path), issuer);
}

/** Reads a discovery document. If the issuer uses https, its keys must too. */
export function readJwksUri(
  { issuer, jwks_uri: jwksUri }: Record<string, unknown>,
  expectedIssuer: string,
): string {
  const found = 'its discovery document has the';
  if (issuer !== expectedIssuer) {
    throw new Error(
      `${found} issuer ${quote(
        issuer,
      )}; set ${CONFIG_PATH}.issuer to exactly that`,
    );
  }
  const scheme = expectedIssuer.startsWith('https:') ? /^https:/ : /^https?:/;
  if (typeof jwksUri !== 'string' || !scheme.test(jwksUri)) {
    throw new Error(
      `${found} jwks_uri ${quote(jwksUri)}, which does not match ${scheme}`,
    );
  }
  return jwksUri;
}

/** Fetches a key set. Ignores members that are not JSON objects; jose ignores keys of other types and uses. */
export async function fetchKeys(jwksUri: string): Promise<JSONWebKeySet> {
  const { keys } = await fetchJson(jwksUri);
  if (!Array.isArray(keys)) {
    throw new Error(`${jwksUri} did not respond with a JSON Web Key Set`);
  }
  return { keys: keys.filter(isMap) };
}

/**
 * Fetches a JSON object from the provider. Requires status 200, follows no redirects, and stops after five seconds or 1 MiB.
 * Errors do not quote the response.
 */
async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json, application/jwk-set+json' },
  }).catch(error => {
    throw new Error(`cannot reach ${url}: ${error.cause ?? error}`);
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} responded with status ${response.status}`);
  }
  let body = Buffer.alloc(0);
  for await (const chunk of response.body ?? []) {
    body = Buffer.concat([body, chunk]);
    if (body.length > MAX_BYTES) {
      throw new Error(`${url} responded with more than ${MAX_BYTES} bytes`);
    }
  }
  const value = await new Response(body).json().catch(() => null);
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${url} did not respond with JSON`);
  }
  return value;
}

/** Limits how often keys are fetched: three times at once, then every ten seconds. */
export class FetchBudget {
  /** Each fetch uses up ten seconds. The last may end 30 seconds from now. */
  #usedUntil = 0;

  /** Takes one fetch from the budget, and returns false if there is none left. */
  take(): boolean {
    const now = Date.now();
    const limit = now + BURST * INTERVAL_MS;
    // The clock may have been set back.
    const next = Math.max(now, Math.min(this.#usedUntil, limit)) + INTERVAL_MS;
    if (next > limit) {
      return false;
    }
    this.#usedUntil = next;
    return true;
  }
}
