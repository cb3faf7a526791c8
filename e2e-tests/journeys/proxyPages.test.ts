import AxeBuilder from '@axe-core/playwright';
import { Page } from '@playwright/test';
import { ADA, GRACE } from '../support/signInPage';
import { expect, test } from './fixtures';

const CALLBACK = '/_oauth2/callback';

interface ProxyPage {
  name: string;
  heading: string;
  status: number;
  open: (page: Page) => ReturnType<Page['goto']>;
}

/** What the proxy itself says, in the portal's own style. */
const pages: ProxyPage[] = [
  {
    name: 'a callback without a state',
    heading: "This sign-in couldn't be completed",
    status: 403,
    open: page => page.goto(`${CALLBACK}?code=x&state=a:`),
  },
  {
    name: 'a provider that says no',
    heading: "The identity provider didn't let you in",
    status: 403,
    open: page =>
      page.goto(`${CALLBACK}?error=access_denied+call-555&state=a:/`),
  },
  {
    name: 'a provider with a problem of its own',
    heading: 'The identity provider has a problem',
    status: 403,
    open: page => page.goto(`${CALLBACK}?error=server_error&state=a:/`),
  },
  {
    name: 'settings that do not match',
    heading: "Sign-in isn't set up correctly",
    status: 403,
    open: page => page.goto(`${CALLBACK}?error=invalid_scope&state=a:/`),
  },
];

for (const { name, heading, status, open } of pages) {
  test(`${name} is explained, and one can start again`, async ({
    page,
    signInPage,
    problems,
  }) => {
    const response = await open(page);

    expect(response?.status()).toBe(status);
    await expect(
      page.getByRole('heading', { level: 1, name: heading }),
    ).toBeVisible();
    expect(await page.content()).not.toContain('555');
    expect(problems.splice(0)).toEqual([
      expect.stringContaining(String(status)),
    ]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(signInPage.heading).toBeVisible();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the page for ${name} has no accessibility violation in ${colorScheme}`, async ({
      page,
      problems,
    }) => {
      await page.emulateMedia({ colorScheme });
      await open(page);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);

      const { violations } = await new AxeBuilder({ page }).analyze();

      expect(violations.map(({ id, nodes }) => ({ id, nodes }))).toEqual([]);
      problems.splice(0);
    });
  }
}

test('whom the provider turned away can use another account', async ({
  page,
  signInPage,
  problems,
}) => {
  await page.goto(`${CALLBACK}?error=access_denied&state=a:/`);
  await page
    .getByRole('link', { name: 'Sign out and use another account' })
    .click();

  await expect(signInPage.heading).toBeVisible();
  problems.splice(0);
});

const DEEP = '/settings?from=a%20b&x[]=c';

test('"Start again" leads to the page that was wanted', async ({
  page,
  signInPage,
  problems,
}) => {
  const state = encodeURIComponent(`a:${DEEP}`);
  await page.goto(`${CALLBACK}?error=access_denied&state=${state}`);
  await page.getByRole('link', { name: 'Start again' }).click();
  await signInPage.signInAs(ADA);
  await expect(page).toHaveURL(DEEP);
  problems.splice(0);
});

test('"Use another account" leads to the page that was wanted', async ({
  page,
  signInPage,
  problems,
}) => {
  const state = encodeURIComponent(`a:${DEEP}`);
  await page.goto(`${CALLBACK}?error=access_denied&state=${state}`);
  await page
    .getByRole('link', { name: 'Sign out and use another account' })
    .click();
  await signInPage.signInAs(GRACE);
  await expect(page).toHaveURL(DEEP);
  problems.splice(0);
});

for (const path of [
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'data:text/html,x',
  '/_oauth2/sign_out',
  'x',
]) {
  test(`"Start again" never leads to ${JSON.stringify(path)}`, async ({
    page,
    problems,
  }) => {
    const state = encodeURIComponent(`a:${path}`);
    await page.goto(`${CALLBACK}?error=access_denied&state=${state}`);
    await expect(
      page.getByRole('link', { name: 'Start again' }),
    ).toHaveAttribute('href', /^\/_oauth2\/start\?rd=%2f$/i);
    problems.splice(0);
  });
}

test('a sign-in whose cookie has expired starts again once, and leads to the page that was wanted', async ({
  page,
  signInPage,
  problems,
}) => {
  const state = encodeURIComponent(`a:${DEEP}`);
  await page.goto(`${CALLBACK}?code=x&state=${state}`);
  await expect(signInPage.heading).toBeVisible();

  await page.goto(`${CALLBACK}?code=x&state=${state}`);
  await page.getByRole('link', { name: 'Start again' }).click();
  await signInPage.signInAs(ADA);
  await expect(page).toHaveURL(DEEP);
  problems.splice(0);
});

test('the first of twelve tabs that started to sign in arrives where it was going', async ({
  page,
  context,
  signInPage,
  problems,
}) => {
  await page.goto(DEEP);
  for (let tab = 2; tab <= 12; tab++) {
    await context.request.get(`/catalog?tab=${tab}`, { maxRedirects: 0 });
  }
  await signInPage.signInAs(ADA);
  // Keycloak remembers who signed in; the stand-in asks again.
  const standIn = page.getByRole('button', { name: ADA.name });
  const settings = page.getByRole('heading', { name: 'Settings' });
  await expect(standIn.or(settings).first()).toBeVisible();
  if (await standIn.isVisible()) {
    await standIn.click();
  }
  await expect(page).toHaveURL(DEEP);
  problems.splice(0);
});
