import { Response } from '@playwright/test';
import { readFileSync } from 'fs';
import { join } from 'path';
import { ADA, expect, test } from '../journeys/fixtures';

const budgets = JSON.parse(
  readFileSync(join(__dirname, '../../scripts/budgets.json'), 'utf8'),
);

test('the first page takes few requests, and its scripts and styles come compressed, to be kept for good', async ({
  page,
  signedInAs,
}) => {
  const responses: Response[] = [];
  page.on('response', response => responses.push(response));
  await signedInAs(ADA.id);
  await expect(
    page.getByRole('heading', { level: 1, name: /Ada Lovelace/ }),
  ).toBeVisible();
  await page.waitForLoadState('networkidle');

  const asked = responses.map(response => new URL(response.url()).pathname);
  console.log(`      ${asked.length} requests:\n${asked.join('\n')}`);
  expect(asked.length).toBeLessThanOrEqual(budgets.requests);
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
