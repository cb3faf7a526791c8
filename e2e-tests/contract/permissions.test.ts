import { signIn } from '../support/signIn';
import { expect, REFRESH, SessionFixtures, test } from './session';

const LOCATIONS = '/api/catalog/locations';
const TASKS = '/api/scaffolder/v2/tasks';
const UNREGISTER =
  '/api/catalog/.backstage/actions/v1/actions/catalog:unregister-entity/invoke';

/** Signs a user in. @returns their headers, and a function that sends requests with their session and token. */
async function as(connect: SessionFixtures['connect'], persona: string) {
  const session = await connect();
  await signIn(session, persona);
  const refresh = await session.get(REFRESH);
  const { token } = (await refresh.json()).backstageIdentity;
  const headers = { authorization: `Bearer ${token}` };
  const send = (method: string, path: string, data?: object) =>
    session.fetch(path, { method, headers, data });
  return { headers, send };
}

const aboutComponent = (name: string) => ({
  type: 'resource',
  resourceType: 'catalog-entity',
  resourceRef: `component:default/${name}`,
});

const basic = { type: 'basic' };

const questions: [string, { type: string; [key: string]: string }, string[]][] =
  [
    ['catalog.entity.delete', aboutComponent('gatehouse'), ['ada']],
    [
      'catalog.entity.delete',
      aboutComponent('checkout-service'),
      ['ada', 'grace', 'newcomer'],
    ],
    ['catalog.entity.delete', aboutComponent('money'), ['ada', 'linus']],
    ['scaffolder.template.management', basic, ['ada']],
    ['catalog.entity.create', basic, ['ada', 'grace', 'linus', 'newcomer']],
  ];

for (const persona of ['ada', 'grace', 'linus', 'newcomer']) {
  test(`${persona} has the permissions of their groups`, async ({
    connect,
  }) => {
    const { send } = await as(connect, persona);
    const items = questions.map(([name, { resourceRef, ...rest }], index) => ({
      id: String(index),
      permission: { name, attributes: {}, ...rest },
      resourceRef,
    }));
    const response = await send('POST', '/api/permission/authorize', { items });
    const answers: { result: string }[] = (await response.json()).items;
    expect(answers.map(({ result }) => result === 'ALLOW')).toEqual(
      questions.map(([, , allowed]) => allowed.includes(persona)),
    );
  });
}

test('an owner can refresh only what they own', async ({ connect }) => {
  const grace = await as(connect, 'grace');
  const refresh = async (name: string) => {
    const entityRef = `component:default/${name}`;
    return (
      await grace.send('POST', '/api/catalog/refresh', { entityRef })
    ).status();
  };
  expect(await refresh('checkout-service')).toBe(200);
  expect(await refresh('gatehouse')).toBe(403);
});

test("nobody deletes another group's entity", async ({ connect }) => {
  const grace = await as(connect, 'grace');
  const entity = await grace.send(
    'GET',
    '/api/catalog/entities/by-name/component/default/gatehouse',
  );
  const { uid } = (await entity.json()).metadata;
  const response = await grace.send(
    'DELETE',
    `/api/catalog/entities/by-uid/${uid}`,
  );
  expect(response.status()).toBe(403);
});

test('nobody changes or unregisters a location without owning its entities', async ({
  connect,
  stranger,
}) => {
  const ada = await as(connect, 'ada');
  const grace = await as(connect, 'grace');
  const target = `https://example.com/${Date.now()}/catalog-info.yaml`;
  const data = { type: 'url', target };

  // The location can't be read, so only an administrator can register it.
  expect((await grace.send('POST', LOCATIONS, data)).status()).toBe(400);
  const created = await ada.send('POST', LOCATIONS, data);
  expect(created.status()).toBe(201);
  const path = `${LOCATIONS}/${(await created.json()).location.id}`;

  expect((await grace.send('PUT', path, data)).status()).toBe(403);
  expect((await grace.send('DELETE', path)).status()).toBe(403);
  const byAction = await stranger.post(UNREGISTER, {
    headers: grace.headers,
    data: { type: { locationUrl: target } },
  });
  expect(byAction.status()).toBe(403);
  expect((await ada.send('DELETE', path)).status()).toBe(204);
});

test('users see the logs of only their own runs', async ({ connect }) => {
  const ada = await as(connect, 'ada');
  const grace = await as(connect, 'grace');
  const linus = await as(connect, 'linus');
  const started = await grace.send('POST', TASKS, {
    templateRef: 'template:default/node-service',
    values: {
      name: 'permitted',
      description: 'Only grace sees this run',
      owner: 'group:default/payments',
    },
  });
  expect(started.status()).toBe(201);
  const path = `${TASKS}/${(await started.json()).id}`;

  expect((await grace.send('GET', path)).status()).toBe(200);
  expect((await ada.send('GET', path)).status()).toBe(200);
  expect((await linus.send('GET', path)).status()).toBe(403);
});
