import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const AUDIENCE = 'bench';

const ALGORITHM = 'RS256';
const KEY_ID = 'bench';

/** A user of the example catalog. */
const CLAIMS = {
  preferred_username: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  email_verified: true,
  groups: ['platform', 'portal-admins'],
};

/** Serves discovery and signing keys, and issues the headers that oauth2-proxy adds to a request. */
export async function startIdentityProvider() {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const jwk = await exportJWK(publicKey);
  const documents = {};
  const server = createServer((req, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(documents[req.url]));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  documents['/jwks'] = {
    keys: [{ ...jwk, kid: KEY_ID, alg: ALGORITHM, use: 'sig' }],
  };
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
    /** Issues a new token at each call. Gatehouse reads the token, and the template reads the other headers. */
    async headers() {
      const token = await new SignJWT(CLAIMS)
        .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject('bench')
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
      return {
        'x-oauth2-proxy-id-token': `Bearer ${token}`,
        'x-forwarded-preferred-username': CLAIMS.preferred_username,
        'x-forwarded-email': CLAIMS.email,
      };
    },
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
