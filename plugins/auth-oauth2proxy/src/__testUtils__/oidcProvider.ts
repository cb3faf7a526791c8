import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import {
  CompactSign,
  CryptoKey,
  exportJWK,
  generateKeyPair,
  JWK,
  JWTHeaderParameters,
  JWTPayload,
  SignJWT,
} from 'jose';

export interface SigningKey {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

export async function createSigningKey(
  alg = 'RS256',
  kid = `key-${alg}`,
): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { alg, kid, privateKey, publicKey, jwk };
}

/** Responds to a request for the keys. */
type KeysAnswer = (response: ServerResponse) => void;

/** An OpenID provider on a free port, with discovery and keys that can fail. */
export class OidcProvider {
  static async start(...keys: SigningKey[]): Promise<OidcProvider> {
    const provider = new OidcProvider(keys);
    await provider.up();
    return provider;
  }

  requests: string[] = [];
  /** Replaces fields of the discovery document. */
  discovery: Record<string, unknown> = {};
  keysAnswer?: KeysAnswer;
  #server?: Server;
  #port = 0;

  private constructor(public keys: SigningKey[]) {}

  get issuer() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get jwksUri() {
    return `${this.issuer}/keys`;
  }

  get keyRequests() {
    return this.requests.filter(url => url === '/keys').length;
  }

  async up() {
    const server = createServer((req, res) => this.#answer(req, res));
    this.#server = server;
    await new Promise<void>(resolve =>
      server.listen(this.#port, '127.0.0.1', resolve),
    );
    this.#port = (server.address() as AddressInfo).port;
  }

  async down() {
    this.#server?.closeAllConnections();
    await new Promise(resolve => this.#server?.close(resolve));
  }

  /** A valid token, with some claims and header fields replaced. `undefined` removes one. */
  async token(
    claims: Record<string, unknown> = {},
    header: Partial<JWTHeaderParameters> = {},
    key = this.keys[0],
  ): Promise<string> {
    return new SignJWT(this.claims(claims) as JWTPayload)
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  /** The same for headers that `SignJWT` refuses to sign. */
  async rawToken(header: Record<string, unknown>, key = this.keys[0]) {
    return new CompactSign(
      new TextEncoder().encode(JSON.stringify(this.claims())),
    )
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(key.privateKey, { crit: { 'x-rule': true } });
  }

  claims(claims: Record<string, unknown> = {}): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.issuer,
      aud: 'backstage',
      sub: 'b2f1',
      iat: now,
      exp: now + 300,
      preferred_username: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      email_verified: true,
      ...claims,
    };
  }

  #answer(req: IncomingMessage, res: ServerResponse) {
    this.requests.push(req.url ?? '');
    if (req.url === '/keys' && this.keysAnswer) {
      this.keysAnswer(res);
      return;
    }
    res.setHeader('content-type', 'application/json');
    if (req.url === '/keys') {
      res.end(JSON.stringify({ keys: this.keys.map(key => key.jwk) }));
    } else if (req.url === '/.well-known/openid-configuration') {
      const { issuer, jwksUri } = this;
      res.end(JSON.stringify({ issuer, jwks_uri: jwksUri, ...this.discovery }));
    } else {
      res.statusCode = 404;
      res.end();
    }
  }
}
