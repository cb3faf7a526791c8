import { Response } from '@playwright/test';
import { readFileSync } from 'fs';
import { join } from 'path';
import { ADA, expect, expectHeading, test } from '../journeys/fixtures';

const budgets = JSON.parse(
  readFileSync(join(__dirname, '../../scripts/budgets.json'), 'utf8'),
);

/** The configuration that pages can read. */
const PUBLIC = [
  'app.auth.proxyPrefix',
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

test('the first page is small and cached', async ({ page, signedInAs }) => {
  const responses: Response[] = [];
  page.on('response', response => responses.push(response));
  await signedInAs(ADA.id);
  await expectHeading(page, /Ada Lovelace/);
  await page.waitForLoadState('networkidle');

  const paths = responses.map(response => new URL(response.url()).pathname);
  console.log(`      ${paths.length} requests:\n${paths.join('\n')}`);
  expect(paths.length).toBeLessThanOrEqual(budgets.requests);
  const parts = responses.filter(response =>
    /\/static\/.*\.(js|css)$/.test(response.url()),
  );
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) {
    expect(part.headers()).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  }
});

test('pages get no secret configuration', async ({ page, signedInAs }) => {
  await signedInAs(ADA.id);
  const html = await (await page.request.get('/')).text();
  const [, injected = ''] =
    html.match(/<script type="backstage.io\/config">(.*?)<\/script>/s) ?? [];
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
