import { ADA, expect, test } from './fixtures';

test('a person signs in and lands on a home page that knows them', async ({
  page,
  signInPage,
}) => {
  await page.goto('/');
  await signInPage.signInAs(ADA);

  await expect(
    page.getByRole('heading', { level: 1, name: /Ada Lovelace/ }),
  ).toBeVisible();
  await expect(
    page.getByRole('list', { name: 'What you own' }).getByText('Gatehouse'),
  ).toBeVisible();
});

test('the keyboard is enough to pick a persona', async ({ page }) => {
  test.skip(test.info().project.name !== 'dev', "Keycloak's page is its own");
  await page.goto('/');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await expect(
    page.getByRole('heading', { level: 1, name: /Grace Hopper/ }),
  ).toBeVisible();
});

test('a deep link is kept through sign-in, with its query', async ({
  page,
  signInPage,
}) => {
  await page.goto('/search?query=money&types[]=software-catalog');
  await signInPage.signInAs(ADA);

  await expect(page.getByRole('heading', { name: 'Search' })).toBeVisible();
  // The search page writes its address anew while it starts.
  await expect(page).toHaveURL(
    ({ searchParams }) =>
      searchParams.get('query') === 'money' &&
      searchParams.get('types[]') === 'software-catalog',
  );
});

test('a user without an email address and groups signs in', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('linus');
  await expect(
    page.getByRole('heading', { level: 1, name: /Linus Pauling/ }),
  ).toBeVisible();
});

test('two tabs can sign in at once, and each arrives where it was going', async ({
  page,
  context,
  signInPage,
}) => {
  const other = await context.newPage();
  await page.goto('/catalog');
  await other.goto('/settings');

  await signInPage.signInAs(ADA);
  await expect(page).toHaveURL(/\/catalog/);
  // Keycloak's page notices by itself, and may be loading.
  await expect(() => other.reload()).toPass();
  const button = other.getByRole('button', { name: ADA.name });
  const heading = other.getByRole('heading', { level: 1, name: 'Settings' });
  await expect(button.or(heading)).toBeVisible();
  if (await button.isVisible()) {
    await button.click();
  }
  await expect(heading).toBeVisible();
});
