import { expect, test } from '../journeys/fixtures';
import { compose } from '../support/docker';
import { GRACE, keycloakSignInPage } from '../support/signInPage';

const RESTRICTIONS = {
  ALLOWED_EMAIL_DOMAINS: 'elsewhere.example.com',
  OAUTH2_PROXY_ALLOWED_GROUPS: 'platform, admins',
};

for (const [name, others] of Object.entries(RESTRICTIONS)) {
  test(`tells a user outside ${name} so, in the portal's design`, async ({
    page,
    problems,
  }) => {
    process.env[name] = others;
    try {
      await compose('up', '--wait', '--no-deps', 'oauth2-proxy');
      await page.goto('/catalog');
      await keycloakSignInPage(page).signInAs(GRACE);
      await expect(
        page.getByRole('heading', { name: 'Your account cannot be used here' }),
      ).toBeVisible();
      await expect(page.getByText(/^request: [0-9a-f-]+$/m)).toBeVisible();
      await page
        .getByRole('link', { name: 'Sign out and use another account' })
        .click();
      await expect(keycloakSignInPage(page).heading).toBeVisible();
    } finally {
      delete process.env[name];
      await compose('up', '--wait', '--no-deps', 'oauth2-proxy');
    }
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
      page.getByRole('heading', { name: 'The portal does not answer' }),
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
