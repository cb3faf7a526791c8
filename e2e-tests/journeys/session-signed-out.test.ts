import { Page } from '@playwright/test';
import { expect, GRACE, test } from './sessionFixtures';

const WITHIN = { timeout: 2_000 };

async function signOut(page: Page) {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'more' }).click();
  await page.getByRole('menuitem', { name: 'Sign Out' }).click();
}

function signedOut(page: Page) {
  return page.getByRole('heading', { level: 1, name: 'You are signed out' });
}

test('signing out in one of three tabs signs out all of them', async ({
  page,
  context,
  signedInAs,
}) => {
  await signedInAs(GRACE.id, '/settings');
  const others = [await context.newPage(), await context.newPage()];
  for (const [index, path] of ['/settings', '/create'].entries()) {
    await others[index].goto(path);
    await expect(
      others[index].getByRole('heading', { level: 1 }),
    ).toBeVisible();
  }

  await signOut(page);
  await expect(signedOut(page)).toBeVisible();
  for (const other of others) {
    await expect(signedOut(other)).toBeVisible(WITHIN);
  }
});

test('cookies that were kept are good for nothing after signing out', async ({
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
  await expect(signedOut(page)).toBeVisible();

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

test('Back shows nothing of the portal after signing out', async ({
  page,
  signedInAs,
  signInPage,
}) => {
  await signedInAs(GRACE.id, '/catalog');
  await expect(
    page.getByRole('link', { name: 'Checkout service' }),
  ).toBeVisible();
  await signOut(page);
  await expect(signedOut(page)).toBeVisible();

  await page.goBack();
  await expect(signInPage.heading).toBeVisible();
});

test('after signing out, signing in again asks who someone is', async ({
  page,
  signedInAs,
  signInPage,
}) => {
  await signedInAs(GRACE.id, '/');
  await signOut(page);
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await signInPage.signInAs(GRACE);

  await expect(
    page.getByRole('heading', { level: 1, name: /Grace Hopper/ }),
  ).toBeVisible();
});

test('the page for who signed out needs no session, and says it when the provider keeps one', async ({
  page,
}) => {
  const note = page.getByText(
    'You may still be signed in at your identity provider',
  );
  await page.goto('/signed-out.html');
  await expect(signedOut(page)).toBeVisible();
  await expect(note).toBeHidden();
  await page.goto('/signed-out.html#provider-session');
  await expect(note).toBeVisible();
});
