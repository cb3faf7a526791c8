import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { AUDIENCE, startIdentityProvider } from './identityProvider.mjs';

describe('identity provider', () => {
  let provider;
  before(async () => {
    provider = await startIdentityProvider();
  });
  after(() => provider.stop());

  const issueToken = async () => {
    const { 'x-oauth2-proxy-id-token': value } = await provider.headers();
    return value.replace('Bearer ', '');
  };

  it('issues tokens that verify against its published keys', async () => {
    const { issuer } = provider;
    const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
    const { jwks_uri: jwksUri } = await discovery.json();
    const { payload } = await jwtVerify(
      await issueToken(),
      createRemoteJWKSet(new URL(jwksUri)),
      { issuer, audience: AUDIENCE },
    );
    assert.equal(payload.preferred_username, 'ada');
  });

  it('issues another token for each request', async () => {
    assert.notEqual(await issueToken(), await issueToken());
  });
});
