import { expect, GRACE, test } from './fixtures';

for (const [persona, name] of [
  ['barbara', /"barbara@example.com"/],
  ['zoe', /"(Zoë Ünicode\/1|zoë)"/],
] as const) {
  test(`${persona} is told that the user name cannot be used, and which it is`, async ({
    page,
    signedInAs,
    problems,
  }) => {
    await signedInAs(persona);

    const heading = page.getByRole('heading', {
      level: 1,
      name: 'Your account cannot be used here',
    });
    await expect(heading).toBeFocused();
    await expect(page.getByText(name).first()).toBeVisible();
    await expect(page.getByText('reason: user_name_invalid')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    expect(problems.splice(0)).toEqual([
      expect.stringContaining('403 (Forbidden)'),
    ]);
  });
}

test('someone who was refused can sign out and be somebody else', async ({
  page,
  signedInAs,
  signInPage,
  problems,
}) => {
  await signedInAs('barbara');
  await page
    .getByRole('link', { name: 'Sign out and use another account' })
    .click();
  await signInPage.signInAs(GRACE);

  await expect(
    page.getByRole('heading', { level: 1, name: /Grace Hopper/ }),
  ).toBeVisible();
  expect(problems.splice(0)).toHaveLength(1);
});
