import { expect, test } from '../journeys/fixtures';
import { composeStack } from '../support/composeStack';
import { compose, composeWith } from '../support/docker';
import { setEmailVerified } from '../support/keycloakAdmin';
import { GRACE, keycloakSignInPage } from '../support/signInPage';

const RESTRICTIONS = {
  ALLOWED_EMAIL_DOMAINS: 'elsewhere.example.com',
  OAUTH2_PROXY_ALLOWED_GROUPS: 'platform, admins',
};

/** Gives oauth2-proxy other settings for a while. */
async function withSettings(env: NodeJS.ProcessEnv, act: () => Promise<void>) {
  const start = ['up', '--wait', '--no-deps', 'oauth2-proxy'];
  await composeWith(env, ...start);
  try {
    await act();
  } finally {
    await compose(...start);
  }
}

for (const [name, others] of Object.entries(RESTRICTIONS)) {
  test(`tells a user outside ${name} so, in the portal's design`, async ({
    page,
    problems,
  }) => {
    await withSettings({ [name]: others }, async () => {
      await page.goto('/catalog');
      await keycloakSignInPage(page).signInAs(GRACE);
      await expect(
        page.getByRole('heading', { name: "Your account can't be used here" }),
      ).toBeVisible();
      await expect(page.getByText(/^request: [0-9a-f-]+$/m)).toBeVisible();
      await page
        .getByRole('link', { name: 'Sign out and use another account' })
        .click();
      await expect(keycloakSignInPage(page).heading).toBeVisible();
    });
    problems.splice(0);
  });
}

test('someone whose e-mail address is not verified is told so, and gets in once it is', async ({
  page,
  playwright,
  problems,
}) => {
  const setVerified = (verified: boolean) =>
    setEmailVerified(playwright.request, GRACE.id, verified);
  await withSettings({ OIDC_EMAIL_CLAIM: 'email' }, async () => {
    await setVerified(false);
    try {
      await page.goto('/settings');
      await keycloakSignInPage(page).signInAs(GRACE);
      await expect(
        page.getByRole('heading', {
          name: "Your email address isn't verified",
        }),
      ).toBeVisible();
      expect(await page.content()).not.toContain('grace@example.com');
    } finally {
      await setVerified(true);
    }
    await page.getByRole('link', { name: 'Start again' }).click();
    await expect(page).toHaveURL('/settings');
  });
  problems.splice(0);
});

for (const [what, settings, cause] of [
  [
    'a wrong client secret',
    { OIDC_CLIENT_SECRET: 'not-the-secret' },
    'client_rejected',
  ],
  [
    'an issuer with a slash too many',
    { OIDC_ISSUER: `${composeStack.keycloakURL}/realms/gatehouse/` },
    'id_token_rejected',
  ],
] as const) {
  test(`${what} is shown as a wrong setting, with its cause`, async ({
    page,
    problems,
  }) => {
    await withSettings(settings, async () => {
      await page.goto('/settings');
      await keycloakSignInPage(page).signInAs(GRACE);
      await expect(
        page.getByRole('heading', { name: "Sign-in isn't set up correctly" }),
      ).toBeVisible();
      await expect(page.getByText(`cause: ${cause}`)).toBeVisible();
    });
    problems.splice(0);
  });
}

test('while no backend answers, a page says so, and a click is enough when one is back', async ({
  page,
  signedInAs,
  problems,
}) => {
  await signedInAs(GRACE.id, '/settings');
  try {
    await compose('stop', 'backstage');
    await page.goto('/catalog');
    await expect(
      page.getByRole('heading', { name: "Can't reach the portal" }),
    ).toBeVisible();
  } finally {
    await compose('up', '--wait', '--no-recreate');
  }
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page).toHaveURL(/\/catalog/);
  await expect(
    page.getByRole('heading', { level: 1, name: /Catalog/ }),
  ).toBeVisible();
  problems.splice(0);
});
