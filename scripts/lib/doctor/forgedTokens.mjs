import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

const encode = value =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** Returns ID tokens that would be valid if the provider had signed them, by how they are signed instead. */
export function forgeTokens({ OIDC_ISSUER, OIDC_CLIENT_ID }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = encode({
    iss: OIDC_ISSUER ?? 'https://id.example.com',
    aud: OIDC_CLIENT_ID ?? 'backstage',
    sub: 'gatehouse-doctor',
    preferred_username: 'gatehouse-doctor',
    iat: now,
    exp: now + 60,
  });
  const forge = (alg, signWith) => {
    const content = `${encode({ alg, typ: 'JWT' })}.${claims}`;
    return `${content}.${signWith(content)}`;
  };
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    'no signature': forge('none', () => ''),
    'a shared secret': forge('HS256', content =>
      createHmac('sha256', 'secret').update(content).digest('base64url'),
    ),
    'another key': forge('ES256', content =>
      sign('sha256', Buffer.from(content), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      }).toString('base64url'),
    ),
  };
}
