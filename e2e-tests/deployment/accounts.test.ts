import { APIRequestContext } from '@playwright/test';
import { REFRESH } from '../contract/session';
import { containersOf, inBackend, sql } from '../support/docker';
import {
  createUser,
  deleteUser,
  issueIdToken,
  renameUser,
} from '../support/keycloakAdmin';
import { signIn } from '../support/signIn';
import { expect, test as base } from './fixtures';

const NAME = 'katherine';
const NEW_NAME = 'kathy';
const ENTITY_REF = `user:default/${NAME}`;

interface Fixtures {
  /** Signs in at Keycloak, and returns the backend's response as the status, and the entity or the reason code. */
  signInAs: (username: string) => Promise<[number, string]>;
}

const test = base.extend<Fixtures>({
  signInAs: async ({ connect, playwright }, use) => {
    await createUser(playwright.request, NAME);
    await use(async username => {
      const client = await connect();
      await signIn(client, username);
      return refresh(client);
    });
    await deleteUser(playwright.request, NAME);
    await deleteUser(playwright.request, NEW_NAME);
    await sql(
      `DELETE FROM auth.oauth2proxy__identities WHERE entity_ref LIKE 'user:default/kath%'`,
      'backstage',
    );
  },
});

test("a new account with a deleted account's user name is refused", async ({
  signInAs,
  playwright,
}) => {
  expect(await signInAs(NAME)).toEqual([200, ENTITY_REF]);
  await deleteUser(playwright.request, NAME);
  await createUser(playwright.request, NAME);
  expect(await signInAs(NAME)).toEqual([403, 'user_name_taken']);
});

test('a renamed account keeps its user', async ({ signInAs, playwright }) => {
  expect(await signInAs(NAME)).toEqual([200, ENTITY_REF]);
  await renameUser(playwright.request, NAME, NEW_NAME);
  expect(await signInAs(NEW_NAME)).toEqual([200, ENTITY_REF]);
});

test('if two accounts sign in at once through two backends, only one gets the user name', async ({
  signInAs: _,
  playwright,
}) => {
  const first = await issueIdToken(playwright.request, NAME);
  await deleteUser(playwright.request, NAME);
  await createUser(playwright.request, NAME);
  const second = await issueIdToken(playwright.request, NAME);

  const backends = await containersOf('backstage');
  expect(backends).toHaveLength(2);
  const script = `Promise.all(
    Array.from({ length: 10 }, (_, i) => ${JSON.stringify([
      first,
      second,
    ])}[i % 2])
      .map(async token => {
        const { status } = await fetch('http://localhost:7007${REFRESH}', {
          headers: { 'x-oauth2-proxy-id-token': 'Bearer ' + token },
        });
        return token.slice(-8) + ' ' + status;
      }),
  ).then(results => console.log(results.join('\\n')))`;
  const output = await Promise.all(
    backends.map(backend => inBackend(backend, script)),
  );
  const results = output.flatMap(lines => lines.split('\n')).sort();
  const winners = new Set(results.filter(line => line.endsWith(' 200')));
  expect(winners.size).toBe(1);
  const [winner] = winners;
  expect(results.filter(line => line === winner)).toHaveLength(10);
  expect(results.filter(line => line.endsWith(' 403'))).toHaveLength(10);
});

async function refresh(client: APIRequestContext): Promise<[number, string]> {
  const response = await client.get(REFRESH);
  const { error, backstageIdentity } = await response.json();
  return [
    response.status(),
    error?.code ?? backstageIdentity.identity.userEntityRef,
  ];
}
