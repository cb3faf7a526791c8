import { JSONWebKeySet } from 'jose';
import { isMap } from './claims';
import { quote } from './quote';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;
const BURST = 3;
const INTERVAL_MS = 10 * 1000;

/**
 * Fetches the URL of a provider's keys (OpenID Connect Discovery 1.0, section 4).
 *
 * @throws Error that says what was wrong, for the log
 */
export async function discoverJwksUri(issuer: string): Promise<string> {
  const path = '/.well-known/openid-configuration';
  return readJwksUri(await fetchJson(issuer.replace(/\/$/, '') + path), issuer);
}

/** Reads a discovery document. If the issuer uses https, its keys must too. */
export function readJwksUri(
  { issuer, jwks_uri: jwksUri }: Record<string, unknown>,
  expectedIssuer: string,
): string {
  if (issuer !== expectedIssuer) {
    throw new Error(
      `its discovery document has the issuer ${quote(issuer)}; ` +
        `set auth.providers.oauth2proxy.issuer to exactly that`,
    );
  }
  const scheme = expectedIssuer.startsWith('https:') ? /^https:/ : /^https?:/;
  if (typeof jwksUri !== 'string' || !scheme.test(jwksUri)) {
    throw new Error(
      `its discovery document has the jwks_uri ${quote(jwksUri)}, ` +
        `which does not match ${scheme}`,
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
 *
 * @throws Error that says what was wrong, without quoting the response
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
  const value = parseJson(await readText(response, url));
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${url} did not respond with JSON`);
  }
  return value as Record<string, unknown>;
}

async function readText(response: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new Error(`${url} responded with more than ${MAX_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A token bucket for fetches of keys: three at once, then one every ten seconds. */
export class FetchBudget {
  #left = BURST;
  #countedAt = Date.now();

  /** Takes one fetch from the budget, and returns false if there is none left. */
  take(): boolean {
    const now = Date.now();
    const earned = Math.max(
      0,
      Math.floor((now - this.#countedAt) / INTERVAL_MS),
    );
    this.#left = Math.min(BURST, this.#left + earned);
    this.#countedAt =
      this.#left === BURST ? now : this.#countedAt + earned * INTERVAL_MS;
    if (this.#left === 0) {
      return false;
    }
    this.#left -= 1;
    return true;
  }
}
