import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { backUp, restoreAndWait, sql } from '../support/docker';
import { REFRESH } from '../contract/session';
import { expect, test as base } from './fixtures';

/*
 * The database of a portal on Backstage 1.55, with the paths of its catalog files changed to those of the tests' catalog. To create one for
 * another release, check it out, deploy it with the tests' catalog as docs/testing.md says, sign in as grace, and send with her Backstage
 * token:
 *
 *   PUT  /api/user-settings/buckets/upgrade/keys/note                  {"value":"from the previous release"}
 *   PUT  /api/user-settings/buckets/starredEntities/keys/entityRefs    {"value":["system:default/checkout"]}
 *   POST /api/catalog/locations     {"type":"url","target":"https://github.com/acme/orders/blob/main/catalog-info.yaml"}
 *   POST /api/scaffolder/v2/tasks   {"templateRef":"template:default/node-service","values":{"name":"orders",…}}
 *
 * When the task has ended, write the database to the file below, without the app's files, and change the two ids:
 *
 *   docker compose exec -T postgres pg_dump --username postgres --format custom --compress 0 \
 *     --exclude-table-data app.static_assets_cache backstage | gzip -9n > …
 */
const DATABASE = join(__dirname, 'fixtures', 'backstage-1.55.dump.gz');
const UID_OF_GRACE = '280e964e-eb68-4719-a115-1abec1f1a35f';
/** Same as in deploy/keycloak/realm.json. */
const SUBJECT_OF_GRACE = '342ca157-b4a0-5813-a643-8e414180967b';
const TASK = 'd858f713-95a3-4758-8ebf-5cd0e1d62a2c';

interface Fixtures {
  /** Reads from the portal as grace. */
  read: (path: string) => Promise<any>;
}

const test = base.extend<Fixtures>({
  read: async ({ session, headers }, use) => {
    await use(async path => {
      const response = await session.get(path, { headers });
      expect(response.status()).toBe(200);
      return response.json();
    });
  },
});

test.describe('with a database from Backstage 1.55', () => {
  let backup: Buffer;

  test.beforeAll(async () => {
    backup = backUp();
    await restoreAndWait(gunzipSync(readFileSync(DATABASE)));
  });

  test.afterAll(() => restoreAndWait(backup));

  const settings = '/api/user-settings/buckets';
  const task = `/api/scaffolder/v2/tasks/${TASK}`;

  for (const [what, path, expected] of [
    [
      'users keep the UID of their catalog entity',
      '/api/catalog/entities/by-name/user/default/grace',
      { metadata: { uid: UID_OF_GRACE } },
    ],
    [
      'users keep their settings',
      `${settings}/upgrade/keys/note`,
      { value: 'from the previous release' },
    ],
    [
      'users keep their stars',
      `${settings}/starredEntities/keys/entityRefs`,
      { value: ['system:default/checkout'] },
    ],
    // part: notifications
    [
      'users keep their notifications',
      '/api/notifications/notifications',
      { notifications: [{ payload: { title: 'orders is ready' } }] },
    ],
    // end part
    [
      'tasks keep their results',
      task,
      { status: 'completed', createdBy: 'user:default/grace' },
    ],
  ] as const) {
    test(what, async ({ read }) => {
      expect(await read(path)).toMatchObject(expected);
    });
  }

  test("a user's account gets their entity at the first sign-in", async ({
    session,
  }) => {
    const response = await session.get(REFRESH);
    expect(response.status()).toBe(200);
    const subject = await sql(
      `SELECT subject FROM auth.oauth2proxy__identities WHERE entity_ref = 'user:default/grace'`,
      'backstage',
    );
    expect(subject).toBe(SUBJECT_OF_GRACE);
  });

  test('tasks keep their logs', async ({ read }) => {
    const events = await read(`${task}/events`);
    expect(JSON.stringify(events)).toContain('Beginning step List the files');
  });

  test('registered locations are still registered', async ({ read }) => {
    expect(await read('/api/catalog/locations')).toContainEqual({
      data: expect.objectContaining({
        target: 'https://github.com/acme/orders/blob/main/catalog-info.yaml',
      }),
    });
  });
});
