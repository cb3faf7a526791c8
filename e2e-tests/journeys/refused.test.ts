import { errorPages, REFRESH } from '../support/errorPages';
import { devStack } from '../support/stacks';
import { ADA, expect, expectHeading, GRACE, test } from './fixtures';

const prepareFor = (wanted: string) =>
  errorPages.find(({ reason }) => reason === wanted)!.prepare!;

for (const { name, heading, reason, status, persona, prepare } of errorPages) {
  test(`${name} has its own page`, async ({ page, signedInAs, problems }) => {
    await prepare?.(page);
    await signedInAs(persona ?? ADA.id);

    const title = page.getByRole('heading', { level: 1, name: heading });
    await expect(title).toBeFocused();
    await expect(page.getByText(`reason: ${reason}`)).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.locator(':focus')).toHaveText(
      /^(Try again|Sign (in again|out and .*))$/,
    );
    expect(await page.getByRole('main').innerText()).not.toContain('eyJ');
    expect(new Set(problems.splice(0))).toEqual(
      new Set([expect.stringContaining(status)]),
    );
  });
}

for (const [persona, name] of [
  ['barbara', /"barbara@example.com"/],
  ['zoe', /"(Zoë Ünicode\/1|zoë)"/],
] as const) {
  test(`${persona} sees the name`, async ({ page, signedInAs, problems }) => {
    await signedInAs(persona);

    await expect(page.getByText(name).first()).toBeVisible();
    await expect(page.getByText('reason: user_name_invalid')).toBeVisible();
    expect(problems.splice(0)).toHaveLength(1);
  });
}

test('a refused user can sign out and use another account', async ({
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

  await expectHeading(page, /Grace Hopper/);
  expect(problems.splice(0)).toHaveLength(1);
});

test('a user whose session ends during sign-in signs in again and returns to the page', async ({
  page,
  signedInAs,
  signInPage,
  problems,
}) => {
  await prepareFor('no_session')(page);
  await signedInAs(ADA.id, '/settings/general?kept#whole');
  await page.getByRole('link', { name: 'Sign in again' }).press('Enter');
  await signInPage.signInAs(ADA);

  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/general\?kept#whole$/);
  // The page asks again whenever its window gets the focus.
  expect(new Set(problems.splice(0))).toEqual(
    new Set([expect.stringContaining('401')]),
  );
});

test('differing clocks are shown', async ({ page, signedInAs, problems }) => {
  await prepareFor('token_not_yet_valid')(page);
  await signedInAs(ADA.id);

  await expect(page.getByRole('definition')).toHaveText([
    '2026-03-01 11:55:00 UTC',
    /UTC$/,
    '2026-03-01 12:00:00 UTC',
    '2026-03-01 12:05:00 UTC',
  ]);
  expect(problems.splice(0)).toHaveLength(1);
});

test('the page retries and reloads', async ({ page, signedInAs, problems }) => {
  let loads = 0;
  page.on('load', () => loads++);
  let refusals = 0;
  await page.route(REFRESH, route =>
    refusals++ < 2 ? route.fulfill({ status: 502 }) : route.continue(),
  );
  await signedInAs(ADA.id);
  await expect(page.getByText('This page retries automatically')).toBeVisible();
  const before = loads;

  await expectHeading(page, /Ada Lovelace/);
  expect(loads - before).toBe(1);
  expect(problems.splice(0)).toHaveLength(2);
});

test.describe(() => {
  test.use({ allowProblems: true });

  test('a failing page stops reloading', async ({ page, signedInAs }) => {
    let isFirst = true;
    page.on('framenavigated', () => {
      isFirst = true;
    });
    await page.route(REFRESH, route => {
      const fails = isFirst;
      isFirst = false;
      return fails ? route.fulfill({ status: 502 }) : route.continue();
    });
    await signedInAs(ADA.id);
    const retries = page.getByText('This page retries automatically');
    await expect(retries).toBeVisible();
    await page.waitForEvent('load');

    await expect(
      page.getByRole('heading', { name: "Can't reach the portal" }),
    ).toBeFocused();
    await expect(retries).toBeHidden();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  });

  test('opening the app without the proxy is explained', async ({ page }) => {
    test.skip(
      test.info().project.name !== 'dev',
      'In a deployment, only the proxy can be reached',
    );
    await page.goto(`${devStack.app}/catalog`);

    await expect(
      page.getByRole('heading', {
        name: 'This address bypasses the sign-in proxy',
      }),
    ).toBeFocused();
    await expect(page.getByText('reason: no_api')).toBeVisible();
  });

  test('the details can be copied', async ({ page, context, signedInAs }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await signedInAs('barbara');
    await page.getByRole('button', { name: 'Copy details' }).press('Enter');

    await expect(page.getByRole('status')).toHaveText('Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('reason: user_name_invalid\nstatus: 403\n');
    expect(copied).toContain('"barbara@example.com"');
    expect(copied).not.toContain('eyJ');
  });
});
