import { fetchJson } from './fetchJson';
import { quote } from './quote';

/**
 * Asks a provider where its keys are (OpenID Connect Discovery 1.0, section 4).
 *
 * @throws Error that says what was wrong, for the log
 */
export async function discoverJwksUri(issuer: string): Promise<string> {
  const path = '/.well-known/openid-configuration';
  return readJwksUri(await fetchJson(issuer.replace(/\/$/, '') + path), issuer);
}

/** Reads a discovery document; what is not at https cannot vouch for an issuer that is. */
export function readJwksUri(
  { issuer, jwks_uri: jwksUri }: Record<string, unknown>,
  expectedIssuer: string,
): string {
  if (issuer !== expectedIssuer) {
    throw new Error(
      `its discovery document names the issuer ${quote(issuer)}; ` +
        `auth.providers.oauth2proxy.issuer has to be exactly that`,
    );
  }
  const scheme = expectedIssuer.startsWith('https:') ? /^https:/ : /^https?:/;
  if (typeof jwksUri !== 'string' || !scheme.test(jwksUri)) {
    throw new Error(
      `its discovery document says that the keys are at ${quote(jwksUri)}, ` +
        `which does not match ${scheme}`,
    );
  }
  return jwksUri;
}
