import { APIRequestContext } from '@playwright/test';
import { REFRESH } from '../contract/session';
import { expect, test } from './fixtures';

const PAGE = '/catalog/default/user/newcomer';

test('a user without a catalog file has a page with profile and groups after the first sign-in', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('newcomer');
  await expect(
    page.getByRole('heading', { level: 1, name: /Nora Newcomer/ }),
  ).toBeVisible();

  await page.getByRole('link', { name: 'My group' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /Payments/ }),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: 'Nora Newcomer' }),
  ).toHaveAttribute('href', PAGE);
  await page.goto(PAGE);
  await expect(
    page.getByRole('heading', { level: 1, name: /Nora Newcomer/ }),
  ).toBeVisible();
  await expect(page.getByText('nora@example.com').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Payments' })).toBeVisible();
});

test("a user without a catalog file owns what the token's groups own", async ({
  page,
  signedInAs,
}) => {
  await signedInAs('newcomer');
  await expect(
    page.getByRole('list', { name: 'Owned by you' }).getByText('Checkout API'),
  ).toBeVisible();
  await page.goto('/catalog');
  await expect(
    page.getByRole('heading', { name: 'Owned Components (2)' }),
  ).toBeVisible();
});

test('a user without a catalog file creates something for their group', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('newcomer', '/create/templates/default/node-service');
  await page.getByLabel(/^Name/).fill('newcomers-greeter');
  await page.getByLabel(/^Description/).fill('Says "hello"');
  await page.getByLabel(/^Owner/).fill('Payments');
  await page.getByRole('option', { name: 'Payments' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();

  await expect(page.getByText('What happened')).toBeVisible();
  // part: notifications
  await page.goto('/notifications');
  await expect(
    page.getByText('newcomers-greeter is ready').first(),
  ).toBeVisible();
  // end part
});

test("another source's user stays unchanged", async ({ page, signedInAs }) => {
  await signedInAs('grace', '/catalog/default/user/grace');
  await expect(
    page.getByRole('heading', { level: 1, name: /Grace Hopper/ }),
  ).toBeVisible();
  const grace = await readUser(page.request, 'grace');
  expect(grace.metadata.annotations).toMatchObject({
    'backstage.io/managed-by-location': expect.stringContaining('org.yaml'),
  });
});

async function readUser(request: APIRequestContext, name: string) {
  const signedIn = await request.get(REFRESH);
  const { backstageIdentity } = await signedIn.json();
  const response = await request.get(
    `/api/catalog/entities/by-name/user/default/${name}`,
    { headers: { authorization: `Bearer ${backstageIdentity.token}` } },
  );
  return response.json();
}
