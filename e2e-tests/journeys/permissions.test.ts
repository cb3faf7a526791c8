import { Page } from '@playwright/test';
import { expect, test } from './fixtures';

const GATEHOUSE = '/catalog/default/component/gatehouse';
const CHECKOUT = '/catalog/default/component/checkout-service';

/** React's development warnings about properties of Backstage's entity menu. */
const FROM_ENTITY_MENU =
  /^Warning: .* (unregisterEntityOptions|isUnregisterAllowed|onUnregisterEntity)/;

test.afterEach(({ problems }) => {
  const others = problems.filter(problem => !FROM_ENTITY_MENU.test(problem));
  problems.splice(0, problems.length, ...others);
});

const refresh = (page: Page) =>
  page.getByRole('button', { name: 'Refresh', exact: true });

const unregister = (page: Page) =>
  page.getByRole('menuitem', { name: 'Unregister entity' });

/** Waits for the backend's decision about a permission. */
const decision = (page: Page, permission: string) =>
  page.waitForResponse(
    response =>
      response.url().endsWith('/api/permission/authorize') &&
      response.request().postData()?.includes(permission) === true,
  );

async function expectOwnersButtons(page: Page) {
  await expect(refresh(page)).toBeEnabled();
  await page.getByRole('button', { name: 'more' }).click();
  await expect(unregister(page)).toBeEnabled();
}

test('an owner can refresh and unregister only what they own', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('grace', CHECKOUT);
  await expectOwnersButtons(page);

  const decisions = Promise.all([
    decision(page, 'catalog.entity.refresh'),
    decision(page, 'catalog.entity.delete'),
  ]);
  await page.goto(GATEHOUSE);
  await decisions;
  await page.getByRole('button', { name: 'more' }).click();
  await expect(unregister(page)).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
  await expect(refresh(page)).toHaveCount(0);
});

test('an administrator can refresh and unregister everything', async ({
  page,
  signedInAs,
}) => {
  await signedInAs('ada', CHECKOUT);
  await expectOwnersButtons(page);
  await page.goto(GATEHOUSE);
  await expectOwnersButtons(page);
});

test('only administrators manage templates', async ({ page, signedInAs }) => {
  const menu = page.getByRole('button', { name: 'more' });
  const manage = page.getByRole('menuitem', { name: 'Manage Templates' });
  const tasks = page.getByRole('menuitem', { name: 'Task List' });

  await signedInAs('ada', '/create');
  await menu.click();
  await expect(manage).toBeVisible();

  await signedInAs('grace', '/create');
  await menu.click();
  await expect(tasks).toBeVisible();
  await expect(manage).toHaveCount(0);
});
