import { Page } from '@playwright/test';
import { expectSettingsOf } from '../support/pages';
import { expect, expectHeading, GRACE, sessionTest as test } from './fixtures';

async function signOut(page: Page) {
  // Breadcrumbs can contain another link with this name.
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.getByRole('button', { name: 'more' }).click();
  await page.getByRole('menuitem', { name: 'Sign Out' }).click();
}

async function expectSignedOut(page: Page, options?: { timeout: number }) {
  const name = 'You are signed out';
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible(
    options,
  );
}

test('sign-out reaches all tabs', async ({ page, context, signedInAs }) => {
  await signedInAs(GRACE.id, '/settings');
  const others = [await context.newPage(), await context.newPage()];
  for (const [index, path] of ['/settings', '/create'].entries()) {
    await others[index].goto(path);
    await expectHeading(others[index], /./);
  }

  await signOut(page);
  await expectSignedOut(page);
  for (const other of others) {
    await expectSignedOut(other, { timeout: 2_000 });
  }
});

test('copied cookies are useless after signing out', async ({
  page,
  context,
  signedInAs,
  playwright,
  baseURL,
}) => {
  await signedInAs(GRACE.id, '/docs/default/component/gatehouse');
  await expect(async () => {
    const names = (await context.cookies()).map(({ name }) => name);
    expect(names).toContain('backstage-auth');
  }).toPass();
  const kept = await context.storageState();
  await signOut(page);
  await expectSignedOut(page);

  expect((await context.cookies()).map(({ name }) => name)).not.toContain(
    'backstage-auth',
  );
  const replay = await playwright.request.newContext({
    baseURL,
    storageState: kept,
  });
  for (const path of [
    '/api/auth/oauth2proxy/refresh',
    '/api/catalog/entities',
    '/api/techdocs/static/docs/default/component/gatehouse/index.html',
  ]) {
    expect((await replay.get(path)).status()).toBe(401);
  }
  await replay.dispose();
});

test('Back shows a sign-in page', async ({ page, signedInAs, signInPage }) => {
  await signedInAs(GRACE.id, '/catalog');
  await expect(
    page.getByRole('link', { name: 'Checkout service' }),
  ).toBeVisible();
  await signOut(page);
  await expectSignedOut(page);

  await page.goBack();
  await expect(signInPage.heading).toBeVisible();
});

test('signing in again asks for credentials', async ({
  page,
  signedInAs,
  signInPage,
}) => {
  await signedInAs(GRACE.id, '/');
  await signOut(page);
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await signInPage.signInAs(GRACE);

  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expectSettingsOf(page, GRACE);
});

test('the page after signing out needs no session', async ({ page }) => {
  const note = page.getByText(
    'You may still be signed in at your identity provider',
  );
  await page.goto('/signed-out.html');
  await expectSignedOut(page);
  await expect(note).toBeHidden();
  await page.goto('/signed-out.html#provider-session');
  await expect(note).toBeVisible();
});
