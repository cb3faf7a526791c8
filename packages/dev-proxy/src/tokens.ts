import {
  calculateJwkThumbprint,
  CryptoKey,
  exportJWK,
  generateKeyPair,
  JSONWebKeySet,
  SignJWT,
} from 'jose';
import { Persona } from './personas';

export const ALGORITHM = 'RS256';
const LIFETIME_SECONDS = 300;

/** Signs ID tokens with a key that is created at startup. */
export class TokenIssuer {
  static async create(options: { issuer: string; audience: string }) {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    return new TokenIssuer(options, privateKey, {
      keys: [{ ...jwk, kid, alg: ALGORITHM, use: 'sig' }],
    });
  }

  private constructor(
    private readonly options: { issuer: string; audience: string },
    private readonly privateKey: CryptoKey,
    readonly jwks: JSONWebKeySet,
  ) {}

  /** Issues an ID token with claims of OpenID Connect Core 1.0, sections 2 and 5.1. */
  async issue(persona: Persona): Promise<{ token: string; endsAt: number }> {
    const now = Math.floor(Date.now() / 1000);
    const exp = now + (persona.tokenLifetime ?? LIFETIME_SECONDS);
    const token = await new SignJWT({
      azp: this.options.audience,
      preferred_username: persona.userName,
      name: persona.name,
      email: persona.email,
      email_verified: persona.email ? persona.emailVerified ?? true : undefined,
      groups: persona.groups,
    })
      .setProtectedHeader({
        alg: ALGORITHM,
        typ: 'JWT',
        kid: this.jwks.keys[0].kid,
      })
      .setIssuer(this.options.issuer)
      .setAudience(this.options.audience)
      .setSubject(`dev|${persona.id}`)
      .setIssuedAt(now)
      .setExpirationTime(exp)
      .sign(this.privateKey);
    return { token, endsAt: exp * 1000 };
  }
}
