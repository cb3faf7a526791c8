import { expectSettingsOf, LINUS } from '../support/pages';
import { isBehindStandIn } from '../support/stacks';
import { ADA, expect, expectHeading, GRACE, test } from './fixtures';

test('a user lands on their own home page', async ({ page, signInPage }) => {
  await page.goto('/');
  await signInPage.signInAs(ADA);

  await expectHeading(page, /Ada Lovelace/);
  await expect(
    page.getByRole('list', { name: 'Owned by you' }).getByText('Gatehouse'),
  ).toBeVisible();
});

test('a persona can be chosen with the keyboard', async ({ page }) => {
  test.skip(
    !isBehindStandIn(test.info().project.name),
    'Keycloak has its own page',
  );
  await page.goto('/settings');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await expectSettingsOf(page, GRACE);
});

test("sign-in keeps a deep link's query", async ({ page, signInPage }) => {
  await page.goto('/search?query=money&types[]=software-catalog');
  await signInPage.signInAs(ADA);

  await expect(page.getByRole('heading', { name: 'Search' })).toBeVisible();
  // The search page rewrites its address while it loads.
  await expect(page).toHaveURL(
    ({ searchParams }) =>
      searchParams.get('query') === 'money' &&
      searchParams.get('types[]') === 'software-catalog',
  );
});

test('a user without an email address or groups signs in', async ({
  page,
  signedInAs,
}) => {
  await signedInAs(LINUS.id, '/settings');
  await expectSettingsOf(page, LINUS);
});

test('two tabs can sign in at once', async ({ page, context, signInPage }) => {
  const other = await context.newPage();
  await page.goto('/create');
  await other.goto('/settings');

  await signInPage.signInAs(ADA);
  await expect(page).toHaveURL(/\/create/);
  // Keycloak's page notices the sign-in, and may be reloading.
  await expect(() => other.reload()).toPass();
  const button = other.getByRole('button', { name: ADA.name });
  const heading = other.getByRole('heading', { level: 1, name: 'Settings' });
  await expect(button.or(heading)).toBeVisible();
  if (await button.isVisible()) {
    await button.click();
  }
  await expect(heading).toBeVisible();
});
