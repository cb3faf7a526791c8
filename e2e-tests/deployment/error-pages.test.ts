import { expect, expectHeading, GRACE, test } from '../journeys/fixtures';
import { withSettings, without } from '../support/docker';
import { setEmailVerified } from '../support/keycloakAdmin';
import { composeStack } from '../support/stacks';

test.use({ allowProblems: true });

for (const [name, value] of [
  ['ALLOWED_EMAIL_DOMAINS', 'elsewhere.example.com'],
  ['OAUTH2_PROXY_ALLOWED_GROUPS', 'platform, portal-admins'],
]) {
  test(`${name} refuses other users`, async ({ page, signInPage }) => {
    await withSettings(['oauth2-proxy'], { [name]: value }, async () => {
      await page.goto('/catalog');
      await signInPage.signInAs(GRACE);
      await expectHeading(page, "Your account can't be used here");
      await expect(page.getByText(/^request: [0-9a-f-]+$/m)).toBeVisible();
      await page
        .getByRole('link', { name: 'Sign out and use another account' })
        .click();
      await expect(signInPage.heading).toBeVisible();
    });
  });
}

test('a user with an unverified email address sees why, and gets in once the address is verified', async ({
  page,
  playwright,
  signInPage,
}) => {
  const setVerified = (verified: boolean) =>
    setEmailVerified(playwright.request, GRACE.id, verified);
  await withSettings(
    ['oauth2-proxy'],
    { OIDC_EMAIL_CLAIM: 'email' },
    async () => {
      await setVerified(false);
      try {
        await page.goto('/settings');
        await signInPage.signInAs(GRACE);
        await expectHeading(page, "Your email address isn't verified");
        expect(await page.content()).not.toContain('grace@example.com');
      } finally {
        await setVerified(true);
      }
      await page.getByRole('link', { name: 'Start again' }).click();
      await expect(page).toHaveURL('/settings');
    },
  );
});

for (const [what, settings, cause] of [
  [
    'a wrong client secret',
    { OIDC_CLIENT_SECRET: 'not-the-secret' },
    'client_rejected',
  ],
  [
    'an issuer with an extra slash',
    { OIDC_ISSUER: `${composeStack.keycloakURL}/realms/gatehouse/` },
    'id_token_rejected',
  ],
] as const) {
  test(`${what} is shown with its cause`, async ({ page, signInPage }) => {
    await withSettings(['oauth2-proxy'], settings, async () => {
      await page.goto('/settings');
      await signInPage.signInAs(GRACE);
      await expectHeading(page, "Sign-in isn't set up correctly");
      await expect(page.getByText(`cause: ${cause}`)).toBeVisible();
    });
  });
}

test('a page says that no backend responds', async ({ page, signedInAs }) => {
  await signedInAs(GRACE.id, '/settings');
  await without('backstage', async () => {
    await page.goto('/catalog');
    await expectHeading(page, "Can't reach the portal");
  });
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page).toHaveURL(/\/catalog/);
  await expectHeading(page, /Catalog/);
});
