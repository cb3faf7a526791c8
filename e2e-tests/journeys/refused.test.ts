import { devStack } from '../support/devStack';
import { errorPages, REFRESH } from '../support/errorPages';
import { ADA, expect, GRACE, test } from './fixtures';

for (const { name, heading, reason, status, persona, prepare } of errorPages) {
  test(`${name} is told apart, and what to do is a key away`, async ({
    page,
    signedInAs,
    problems,
  }) => {
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
  test(`${persona} is told which user name cannot be used`, async ({
    page,
    signedInAs,
    problems,
  }) => {
    await signedInAs(persona);

    await expect(page.getByText(name).first()).toBeVisible();
    await expect(page.getByText('reason: user_name_invalid')).toBeVisible();
    expect(problems.splice(0)).toHaveLength(1);
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

test('someone whose session ended during sign-in signs in again, and is where they were', async ({
  page,
  signedInAs,
  signInPage,
  problems,
}) => {
  const ended = errorPages.find(({ reason }) => reason === 'no_session');
  await ended?.prepare?.(page);
  await signedInAs(ADA.id, '/settings/general?kept#whole');
  await page.getByRole('link', { name: 'Sign in again' }).press('Enter');
  await signInPage.signInAs(ADA);

  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/general\?kept#whole$/);
  expect(problems.splice(0)).toHaveLength(1);
});

test('clocks that differ are shown beside each other', async ({
  page,
  signedInAs,
  problems,
}) => {
  const clock = errorPages.find(
    ({ reason }) => reason === 'token_not_yet_valid',
  );
  await clock?.prepare?.(page);
  await signedInAs(ADA.id);

  await expect(page.getByRole('definition')).toHaveText([
    '2026-03-01 11:55:00 UTC',
    /UTC$/,
    '2026-03-01 12:00:00 UTC',
    '2026-03-01 12:05:00 UTC',
  ]);
  expect(problems.splice(0)).toHaveLength(1);
});

test('a portal that was down goes on by itself, and loads once', async ({
  page,
  signedInAs,
  problems,
}) => {
  let loads = 0;
  page.on('load', () => loads++);
  let refusals = 0;
  await page.route(REFRESH, route =>
    refusals++ < 2 ? route.fulfill({ status: 502 }) : route.continue(),
  );
  await signedInAs(ADA.id);
  await expect(page.getByText('This page retries automatically')).toBeVisible();
  const before = loads;

  await expect(
    page.getByRole('heading', { level: 1, name: /Ada Lovelace/ }),
  ).toBeVisible();
  expect(loads - before).toBe(1);
  expect(problems.splice(0)).toHaveLength(2);
});

test('a page that fails each time it loads does not load for ever', async ({
  page,
  signedInAs,
  problems,
}) => {
  let loads = 0;
  let isFirst = true;
  page.on('load', () => {
    loads++;
  });
  page.on('framenavigated', () => {
    isFirst = true;
  });
  await page.route(REFRESH, route => {
    const fails = isFirst;
    isFirst = false;
    return fails ? route.fulfill({ status: 502 }) : route.continue();
  });
  await signedInAs(ADA.id);
  const looks = page.getByText('This page retries automatically');
  await expect(looks).toBeVisible();
  await page.waitForEvent('load');

  await expect(
    page.getByRole('heading', { name: "Can't reach the portal" }),
  ).toBeFocused();
  await expect(looks).toBeHidden();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  problems.splice(0);
});

test('who opens the app past the proxy is told so', async ({
  page,
  problems,
}) => {
  test.skip(
    test.info().project.name !== 'dev',
    'Nothing else is to be reached in a deployment',
  );
  await page.goto(`${devStack.app}/catalog`);

  await expect(
    page.getByRole('heading', {
      name: 'This address bypasses the sign-in proxy',
    }),
  ).toBeFocused();
  await expect(page.getByText('reason: no_api')).toBeVisible();
  problems.splice(0);
});

test('the details are copied as they are shown', async ({
  page,
  context,
  signedInAs,
  problems,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signedInAs('barbara');
  await page.getByRole('button', { name: 'Copy details' }).press('Enter');

  await expect(page.getByRole('status')).toHaveText('Copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('reason: user_name_invalid\nstatus: 403\n');
  expect(copied).toContain('"barbara@example.com"');
  expect(copied).not.toContain('eyJ');
  problems.splice(0);
});
