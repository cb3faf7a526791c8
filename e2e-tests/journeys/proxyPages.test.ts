import {
  ADA,
  expect,
  expectAccessible,
  expectHeading,
  GRACE,
  test,
} from './fixtures';

const CALLBACK = '/_oauth2/callback';

/** The path that a sign-in should lead to, with characters that are easily lost. */
const WANTED = '/settings?from=a%20b&x[]=c';
const STATE = encodeURIComponent(`a:${WANTED}`);
const REFUSED = `${CALLBACK}?error=access_denied&state=${STATE}`;

const pages = [
  ['code=x&state=a:', "This sign-in couldn't be completed"],
  [
    'error=access_denied+call-555&state=a:/',
    "The identity provider didn't let you in",
  ],
  ['error=server_error&state=a:/', 'The identity provider has a problem'],
  ['error=invalid_scope&state=a:/', "Sign-in isn't set up correctly"],
];

for (const [query, heading] of pages) {
  test(`"${heading}" offers to start again`, async ({
    page,
    signInPage,
    problems,
  }) => {
    const response = await page.goto(`${CALLBACK}?${query}`);

    expect(response?.status()).toBe(403);
    await expectHeading(page, heading);
    expect(await page.content()).not.toContain('555');
    expect(problems.splice(0)).toEqual([expect.stringContaining('403')]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(signInPage.heading).toBeVisible();
  });
}

test.describe(() => {
  test.use({ allowProblems: true });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [query, heading] of pages) {
      test(`"${heading}" is accessible in ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${CALLBACK}?${query}`);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(
          heading,
        );
        await expectAccessible(page);
      });
    }
  }

  for (const [link, person] of [
    ['Start again', ADA],
    ['Sign out and use another account', GRACE],
  ] as const) {
    test(`"${link}" leads to the requested page`, async ({
      page,
      signInPage,
    }) => {
      await page.goto(REFUSED);
      await page.getByRole('link', { name: link }).click();
      await expect(signInPage.heading).toBeVisible();
      await signInPage.signInAs(person);
      await expect(page).toHaveURL(WANTED);
    });
  }

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
    }) => {
      const state = encodeURIComponent(`a:${path}`);
      await page.goto(`${CALLBACK}?error=access_denied&state=${state}`);
      await expect(
        page.getByRole('link', { name: 'Start again' }),
      ).toHaveAttribute('href', /^\/_oauth2\/start\?rd=%2f$/i);
    });
  }

  test('an expired sign-in restarts once', async ({ page, signInPage }) => {
    await page.goto(`${CALLBACK}?code=x&state=${STATE}`);
    await expect(signInPage.heading).toBeVisible();

    await page.goto(`${CALLBACK}?code=x&state=${STATE}`);
    await page.getByRole('link', { name: 'Start again' }).click();
    await signInPage.signInAs(ADA);
    await expect(page).toHaveURL(WANTED);
  });

  test('twelve tabs can sign in', async ({ page, context, signInPage }) => {
    await page.goto(WANTED);
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
    await expect(page).toHaveURL(WANTED);
  });
});
