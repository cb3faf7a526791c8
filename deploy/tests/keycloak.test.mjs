import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compose, up } from './composeProject.mjs';

describe('keycloak', () => {
  const answerFor = async publicUrl => {
    const values = {
      COMPOSE_PROFILES: 'demo',
      PUBLIC_URL: publicUrl,
      KEYCLOAK_LISTEN: '127.0.0.1:0',
      DEMO_PASSWORD: 'demo-password',
    };
    up('keycloak', values);
    const { stdout } = compose(['port', 'keycloak', '8080'], values);
    return async redirect => {
      const query = new URLSearchParams({
        client_id: 'backstage',
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
        redirect_uri: redirect,
      });
      const response = await fetch(
        `http://${stdout.trim()}/realms/gatehouse/protocol/openid-connect/auth?${query}`,
      );
      return response.status;
    };
  };

  it('accepts the portal again after PUBLIC_URL has changed', async () => {
    const [first, second] = ['http://localhost:4180', 'http://localhost:5180'];
    const before = await answerFor(first);
    assert.equal(await before(`${first}/_oauth2/callback`), 200);
    const after = await answerFor(`${second}/`);
    assert.equal(await after(`${second}/_oauth2/callback`), 200);
    assert.equal(await after(`${first}/_oauth2/callback`), 400);
  });
});
