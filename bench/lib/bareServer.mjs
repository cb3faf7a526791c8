import {
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { createServer } from 'node:http';

/*
 * The least that a refresh can be: verify an RS256 signature, make two ES256 signatures, answer. Prints its address.
 */
const issuerKey = createPublicKey({
  key: JSON.parse(process.argv[2]),
  format: 'jwk',
});
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const server = createServer((req, res) => {
  const [header, payload, signature] = req.headers['x-oauth2-proxy-id-token']
    .slice('Bearer '.length)
    .split('.');
  const claims = Buffer.from(payload, 'base64url');
  const valid = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    issuerKey,
    Buffer.from(signature, 'base64url'),
  );
  const tokens = [1, 2].map(() =>
    sign('sha256', claims, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  );
  res
    .writeHead(valid ? 200 : 401, { 'content-type': 'application/json' })
    .end(JSON.stringify(tokens.map(token => token.toString('base64url'))));
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
