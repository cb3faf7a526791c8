import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
} from 'jose';
import { close, listen } from './servers.mjs';

export const AUDIENCE = 'bench';
const ALGORITHM = 'RS256';
const LIFETIME = '1h';

/** Someone whom the examples' catalog knows. */
export const ADA = {
  preferred_username: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  groups: ['platform', 'admins'],
};

/** A made-up OpenID provider: its discovery document, its key, and tokens signed with that. */
export async function startIdentityProvider() {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const documents = {};
  const server = createServer((req, res) => {
    const document = documents[req.url];
    res
      .writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(document ?? {}));
  });
  const issuer = await listen(server);
  const publicJwk = { ...jwk, kid, alg: ALGORITHM, use: 'sig' };
  documents['/jwks'] = { keys: [publicJwk] };
  documents['/.well-known/openid-configuration'] = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
  };
  return {
    issuer,
    publicKey: publicJwk,
    /** A token like no other, even for the same claims. */
    issueToken: (claims = ADA) =>
      new SignJWT({ email_verified: true, ...claims })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(`bench|${claims.preferred_username}`)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .sign(privateKey),
    stop: () => close(server),
  };
}
