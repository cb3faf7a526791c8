import { composeStack } from '../support/composeStack';
import { compose } from '../support/docker';
import { expect, test } from './fixtures';

/** Three parts of base64url, of which the first begins a JSON object: the form of every signed token. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

/** A code of Keycloak. */
const CODE = /[?&]code=[\w-]{30,}\./;

test('no log carries a token, a cookie, or a secret', async ({
  session,
  token,
  cookie,
}) => {
  await session.get('/api/catalog/entities?limit=1', {
    headers: { authorization: `Bearer ${token}` },
  });
  const log = await compose('logs', '--no-color');

  for (const service of ['oauth2-proxy', 'keycloak', 'backstage', 'postgres']) {
    expect(log).toContain(`${service}-1`);
  }
  expect(log).not.toMatch(TOKEN);
  expect(log).not.toContain(cookie.split('=')[1]);
  // Codes that tests made up are there: oauth2-proxy writes down a callback whole that it cannot read.
  expect(log).not.toMatch(CODE);
  expect(composeStack.secrets.length).toBeGreaterThan(6);
  for (const [name, value] of composeStack.secrets) {
    expect(log.includes(value!), `${name} in a log`).toBe(false);
  }
});
