import { Page } from '@playwright/test';
import { fillTemplate } from '../support/pages';
import { signIn } from '../support/signIn';
import { expect, expectHeading, test } from './fixtures';

test('the catalog lists owned entities first', async ({ page, signedInAs }) => {
  await signedInAs('grace', '/catalog');

  await expect(
    page.getByRole('heading', { name: 'Owned Components (2)' }),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: 'Checkout service' }),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: 'Gatehouse' })).toHaveCount(1);
});

test('the filters Owned and Starred are not cut off at 1280 pixels', async ({
  page,
  signedInAs,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await signedInAs('grace', '/catalog');

  for (const name of ['Owned', 'Starred']) {
    const label = page.getByRole('menuitem').getByText(name, { exact: true });
    await expect(label).toBeVisible();
    expect(
      await label.evaluate(text => text.scrollWidth - text.clientWidth),
    ).toBe(0);
  }
});

test('an entity shows relations and its API', async ({ page, signedInAs }) => {
  await signedInAs('grace', '/catalog/default/component/checkout-service');

  await expectHeading(page, /Checkout service/);
  await page.getByRole('tab', { name: 'API' }).click();
  await page.getByRole('link', { name: 'Checkout API' }).first().click();
  await page.getByRole('tab', { name: 'Definition' }).click();
  await expect(page.getByText('Current price of a basket')).toBeVisible();
});

test('the example template runs', async ({ page, signedInAs }) => {
  await signedInAs('ada', '/create/templates/default/node-service');
  await fillTemplate(page, 'greeter');
  await page.getByRole('button', { name: 'Create' }).click();

  await expect(page.getByText('What happened')).toBeVisible();
  // part: notifications
  await page.goto('/notifications');
  await expect(page.getByText('greeter is ready').first()).toBeVisible();
  // end part
});

test('search finds catalog entities', async ({ page, signedInAs }) => {
  const found = page.getByRole('link', { name: 'Money' });
  const nothing = page.getByText('no results were found');
  await signedInAs('linus', '/search');
  // The index is built some time after startup.
  await expect(async () => {
    await page.goto('/search?query=currencies');
    await expect(found.or(nothing)).toBeVisible();
    expect(await found.isVisible()).toBe(true);
  }).toPass();
});

test('a starred entity is still starred in another browser', async ({
  page,
  signedInAs,
  browser,
  baseURL,
}) => {
  const path = '/catalog/default/system/checkout';
  const star = 'Add to favorites';
  const unstar = 'Remove from favorites';
  const saved = page.waitForResponse(
    response =>
      response.url().includes('starredEntities') &&
      response.request().method() === 'PUT',
  );
  await signedInAs('linus', path);
  await page.getByRole('button', { name: star }).click();
  await saved;

  const other = await browser.newPage({ baseURL });
  await other.goto(await signIn(other.request, 'linus', path));
  await other.getByRole('button', { name: unstar }).click();
  await expect(other.getByRole('button', { name: star })).toBeVisible();
  await other.close();
});

test.describe('documentation is shown, or an error in development without MkDocs', () => {
  // Without MkDocs, the page requests documentation that does not exist.
  test.use({ allowProblems: true });

  const expectDocumentation = async (
    page: Page,
    documentation: ReturnType<Page['locator']>,
  ) => {
    const missing = page.getByText('spawn mkdocs ENOENT');
    const dev = test.info().project.name === 'dev';
    await expect(
      (dev ? documentation.or(missing) : documentation).first(),
    ).toBeVisible({ timeout: 45_000 });
  };

  test("in a component's tab", async ({ page, signedInAs }) => {
    await signedInAs('ada', '/catalog/default/component/gatehouse');
    await page.getByRole('tab', { name: 'Docs' }).click();
    await expectDocumentation(
      page,
      page.getByTestId('techdocs-native-shadowroot'),
    );
  });

  test('on its own page', async ({ page, signedInAs }) => {
    await signedInAs('ada', '/docs/default/component/gatehouse');
    await expectDocumentation(
      page,
      page.getByRole('heading', { name: 'Gatehouse', level: 1 }),
    );
  });
});
