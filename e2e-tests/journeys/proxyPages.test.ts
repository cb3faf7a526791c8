import AxeBuilder from '@axe-core/playwright';
import { Page } from '@playwright/test';
import { SignInPage } from '../support/signInPage';
import { expect, test } from './fixtures';

const CALLBACK = '/_oauth2/callback';

interface ProxyPage {
  name: string;
  heading: string;
  status: number;
  open: (page: Page, signInPage: SignInPage) => ReturnType<Page['goto']>;
}

/** What the proxy itself says, in the portal's own looks. */
const pages: ProxyPage[] = [
  {
    name: 'a sign-in that this browser did not begin',
    heading: 'This sign-in could not be finished',
    status: 403,
    open: page => page.goto(`${CALLBACK}?code=x&state=a:/`),
  },
  {
    name: 'a provider that says no',
    heading: 'The identity provider did not let you in',
    status: 403,
    open: page =>
      page.goto(`${CALLBACK}?error=access_denied+call-555&state=a:/`),
  },
  {
    name: 'a code that the provider does not know',
    heading: 'Something went wrong while signing you in',
    status: 500,
    async open(page, signInPage) {
      await page.goto('/catalog');
      await expect(signInPage.heading).toBeVisible();
      const state = new URL(page.url()).searchParams.get('state') ?? '';
      return page.goto(
        `${CALLBACK}?code=unknown&state=${encodeURIComponent(state)}`,
      );
    },
  },
];

for (const { name, heading, status, open } of pages) {
  test(`${name} is explained, and one can start again`, async ({
    page,
    signInPage,
    problems,
  }) => {
    const response = await open(page, signInPage);

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
      signInPage,
      problems,
    }) => {
      await page.emulateMedia({ colorScheme });
      await open(page, signInPage);
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
