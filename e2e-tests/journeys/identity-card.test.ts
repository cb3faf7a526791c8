import { Page } from '@playwright/test';
import { REFRESH } from '../contract/session';
import { expect, expectAccessible, test } from './fixtures';

const cardOf = (page: Page) => page.getByRole('region', { name: 'Identity' });

/** Returns what the card says about a term. */
const rowOf = (page: Page, term: string) =>
  cardOf(page)
    .locator('dt', { hasText: new RegExp(`^${term}$`) })
    .locator('xpath=following-sibling::dd');

/** Returns the status of a request for a user in the catalog. */
async function statusOfUser({ request }: Page, name: string) {
  const { backstageIdentity } = await (await request.get(REFRESH)).json();
  const response = await request.get(
    `/api/catalog/entities/by-name/user/default/${name}`,
    { headers: { authorization: `Bearer ${backstageIdentity.token}` } },
  );
  return response.status();
}

test('a user without a catalog file sees that the sign-in added them, and which groups count', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('newcomer');
  // It takes about a second after the first sign-in until a new user is in the catalog.
  await expect.poll(() => statusOfUser(page, 'newcomer')).toBe(200);
  await page.goto('/settings');
  const user = rowOf(page, 'User');
  await expect(
    user.getByText('Added to the catalog when you signed in'),
  ).toBeVisible();
  await expect(user.getByRole('link')).toHaveAttribute(
    'href',
    '/catalog/default/user/newcomer',
  );
  const groups = rowOf(page, 'Groups');
  await expect(groups.getByRole('link')).toHaveAttribute(
    'href',
    '/catalog/default/group/payments',
  );
  await expect(groups.getByText('In your ID token')).toBeVisible();
});

test('a user from a catalog file sees the file name', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('grace', '/settings');
  await expect(
    rowOf(page, 'User').getByText(/^From the file .*org\.yaml$/),
  ).toBeVisible();
});

test('a user without groups sees why there are none', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('linus', '/settings');
  await expect(
    rowOf(page, 'Groups').getByText(/you are in no group/),
  ).toBeVisible();
});

test('a user sees when the tokens expire, and copies the account for the administrator', async ({
  page,
  context,
  signedInAs,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signedInAs('grace', '/settings');
  for (const term of ['Portal token', 'ID token']) {
    await expect(rowOf(page, term).getByText(/^Expires in /)).toBeVisible();
  }
  const issuer = await rowOf(page, 'Identity provider').innerText();
  const subject = await rowOf(page, 'Account ID').innerText();

  const copy = cardOf(page).getByRole('button', { name: 'Copy details' });
  await copy.focus();
  await page.keyboard.press('Enter');
  await expect(cardOf(page).getByRole('status')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `user: user:default/grace\nissuer: ${issuer}\nsubject: ${subject}`,
  );
});

test('the card contains no token', async ({ page, signedInAs }) => {
  await signedInAs('grace', '/settings');
  await expect(rowOf(page, 'Account ID')).toBeVisible();
  const { backstageIdentity } = await (await page.request.get(REFRESH)).json();
  expect(backstageIdentity.token).toMatch(/^eyJ/);
  expect(await cardOf(page).innerHTML()).not.toContain('eyJ');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('the settings are accessible, and so is the card on a narrow screen', async ({
      page,
      signedInAs,
    }) => {
      await signedInAs('ada', '/settings');
      await expect(rowOf(page, 'Account ID')).toBeVisible();
      await page.waitForLoadState('networkidle');
      // The accessible name of Backstage's link lacks the number on its badge, and the profile card skips heading levels.
      await expectAccessible(page, axe =>
        axe.exclude('a[href="/notifications"]').exclude('h6'),
      );
      await page.screenshot({ path: test.info().outputPath('wide.png') });

      await page.setViewportSize({ width: 320, height: 900 });
      await cardOf(page).scrollIntoViewIfNeeded();
      await expectAccessible(page, axe =>
        axe.include('section[aria-label="Identity"]'),
      );
      await page.screenshot({ path: test.info().outputPath('narrow.png') });
    });
  });
}
