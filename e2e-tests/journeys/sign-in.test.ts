import { expect, test } from '../fixtures';

test('a person picks who to be and lands on a home page that knows them', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: /Ada Lovelace/ }).click();

  await expect(
    page.getByRole('heading', { level: 1, name: /Ada Lovelace/ }),
  ).toBeVisible();
  await expect(
    page.getByRole('list', { name: 'What you own' }).getByText('Gatehouse'),
  ).toBeVisible();
});

test('the keyboard is enough to sign in', async ({ page }) => {
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
}) => {
  await page.goto('/search?query=money&types[]=software-catalog');
  await page.getByRole('button', { name: /Ada Lovelace/ }).click();

  await expect(page.getByRole('heading', { name: 'Search' })).toBeVisible();
  const url = new URL(page.url());
  expect(url.searchParams.get('query')).toBe('money');
  expect(url.searchParams.get('types[]')).toBe('software-catalog');
});

test('someone whom the catalog does not know signs in and owns nothing', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('linus');
  await expect(
    page.getByRole('heading', { level: 1, name: /Linus Pauling/ }),
  ).toBeVisible();
  await signedInAs('newcomer');
  await expect(
    page.getByRole('heading', { level: 1, name: /Nora Newcomer/ }),
  ).toBeVisible();
});

test('signing out leads back to the page that asks who someone is', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('grace', '/settings');
  await page.getByRole('button', { name: 'more' }).click();
  await page.getByRole('menuitem', { name: 'Sign Out' }).click();

  await expect(
    page.getByRole('heading', { name: 'Who do you want to be?' }),
  ).toBeVisible();
  await page.goto('/catalog');
  await expect(
    page.getByRole('heading', { name: 'Who do you want to be?' }),
  ).toBeVisible();
});
