import { expect, test } from './fixtures';

/** What pages may know of the configuration. */
const PUBLIC = [
  'app.auth.signOutUrl',
  'app.baseUrl',
  'app.listen',
  'app.support',
  'app.title',
  'auth.environment',
  'auth.providers.oauth2proxy',
  'backend.baseUrl',
  'catalog.import',
  'organization.name',
  'permission.enabled',
  'techdocs.builder',
];

test('the page gets the configuration that it needs, and no more', async ({
  session,
}) => {
  const page = await (await session.get('/')).text();
  const [, injected = ''] =
    page.match(/<script type="backstage.io\/config">(.*?)<\/script>/s) ?? [];
  const sources: { data: {} }[] = JSON.parse(injected);
  const keys = sources.flatMap(({ data }) => keysOf(data)).filter(Boolean);

  expect(keys).toContain('auth.providers.oauth2proxy');
  expect(
    keys.filter(
      key => !PUBLIC.some(allowed => `${key}.`.startsWith(`${allowed}.`)),
    ),
  ).toEqual([]);
});

function keysOf(value: unknown, path: string[] = []): string[] {
  const entries =
    typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length > 0
    ? entries.flatMap(([key, child]) => keysOf(child, [...path, key]))
    : [path.join('.')];
}
