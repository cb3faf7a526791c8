import { BrowserContext, Page } from '@playwright/test';
import { decodeJwt } from 'jose';
import { REFRESH } from '../support/errorPages';
import {
  apiTabOf,
  createSessionPage,
  expectSettingsOf,
  fillTemplate,
  openSearch,
  Person,
  searchResponse,
} from '../support/pages';
import { ADA, expect, GRACE, sessionTest as test } from './fixtures';

const ENTITY = '/catalog/default/component/checkout-service';
const DOCUMENTATION = '/docs/default/component/gatehouse/sign-in';

/** Opens one of the entity's tabs, which appears only after another sign-in. */
async function continueReading(
  page: Page,
  session: ReturnType<typeof createSessionPage>,
  person: Person,
) {
  await apiTabOf(page).click();
  await expect(session.ended).toBeVisible();
  await session.signInInPopup(person);
  await expect(session.dialog).toBeHidden();
  await expect(
    page.getByRole('link', { name: 'Checkout API' }).first(),
  ).toBeVisible();
}

/** Returns the user that the cookie identifies in requests without a token, such as those for images. */
async function cookieUser(context: BrowserContext, baseURL = '') {
  const cookies = await context.cookies(`${baseURL}/api/techdocs/static`);
  const cookie = cookies.find(({ name }) => name === 'backstage-auth');
  return cookie && decodeJwt(cookie.value).sub;
}

test.describe('on an entity page', () => {
  test.beforeEach(async ({ page, signedInAs }) => {
    await signedInAs(GRACE.id, ENTITY);
    await expect(apiTabOf(page)).toBeVisible();
  });

  test('a pop-up sign-in lets a reader continue', async ({ page, session }) => {
    await session.end();
    await continueReading(page, session, GRACE);
  });

  test('the session ends and continues in all tabs', async ({
    context,
    session,
    sessionOf,
  }) => {
    const other = await context.newPage();
    await other.goto('/settings');
    await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
    await session.end();

    const otherSession = sessionOf(other);
    await other.evaluate(() => window.dispatchEvent(new Event('online')));
    await expect(session.ended).toBeVisible();
    await expect(otherSession.ended).toBeVisible();
    await session.signInInPopup(GRACE);

    await expect(session.dialog).toBeHidden();
    await expect(otherSession.dialog).toBeHidden();
  });

  test('nothing is sent as another user', async ({ page, session }) => {
    const star = page.getByRole('button', { name: /favorites/ });
    await expect(star).toBeVisible();
    await session.end();

    const writes: string[] = [];
    page.on('response', response => {
      if (response.request().method() === 'PUT') {
        writes.push(String(response.status()));
      }
    });
    await star.click();
    await expect(session.ended).toBeVisible();
    await session.signInInPopup(ADA);
    await expect(session.otherPerson(ADA.name)).toContainText('were not sent');
    expect(writes).toEqual(['401']);

    await page.getByRole('button', { name: `Continue as ${ADA.name}` }).click();
    await expect(session.dialog).toBeHidden();
    await page.getByRole('link', { name: 'Settings' }).click();
    await expectSettingsOf(page, ADA);
  });

  test('a user whose sign-in does not help is asked again, without a reload', async ({
    page,
    session,
  }) => {
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await page.route(REFRESH, route =>
      route.fulfill({ status: 401, json: {} }),
    );
    await session.end();
    await apiTabOf(page).click();
    await expect(session.ended).toBeVisible();
    await session.signInInPopup(GRACE);
    await expect(session.ended).toBeVisible();

    await session.end();
    await session.signInInPopup(GRACE);
    await expect(session.ended).toBeVisible();
    expect(loads).toBe(0);
  });

  test('the keyboard stays in the dialog', async ({ page, session }) => {
    await apiTabOf(page).focus();
    await session.end();

    await page.keyboard.press('Enter');
    const again = page.getByRole('button', { name: 'Sign in again' });
    await expect(again).toBeFocused();
    for (const key of ['Escape', 'Escape', 'Escape']) {
      await page.keyboard.press(key);
      await expect(session.ended).toBeVisible();
    }
    await page.keyboard.press('Tab');
    await expect(
      page.getByRole('button', { name: 'Sign in on this page' }),
    ).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await expect(again).toBeFocused();

    const opened = page.waitForEvent('popup');
    await page.keyboard.press('Enter');
    const popup = await opened;
    await expect(session.popupOpen).toBeVisible();
    await popup.close();
    await expect(again).toBeFocused();
  });
});

test('a session that ends with its token can be continued', async ({
  page,
  signedInForAMinute,
  session,
}) => {
  test.slow();
  const person = await signedInForAMinute(ENTITY);
  await expect(apiTabOf(page)).toBeVisible();
  await expect
    .poll(async () => (await page.request.get('/_oauth2/auth')).status(), {
      timeout: 90_000,
    })
    .toBe(401);

  await continueReading(page, session, person);
});

test('waking up shows the dialog', async ({ page, signedInAs, session }) => {
  await page.clock.install();
  await signedInAs(GRACE.id, ENTITY);
  await expect(apiTabOf(page)).toBeVisible();
  await session.end();

  await page.clock.fastForward('08:00:00');
  await expect(session.ended).toBeVisible();
  await session.signInInPopup(GRACE);
  await expect(session.dialog).toBeHidden();
});

test('if pop-ups are blocked, sign-in on the page returns to the same address', async ({
  page,
  signedInAs,
  signInPage,
  session,
}) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await signedInAs(GRACE.id, `${ENTITY}/api?from=a%26b&to=c#apis`);
  const api = page.getByRole('link', { name: 'Checkout API' }).first();
  await expect(api).toBeVisible();
  const address = page.url();
  await session.end();

  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(session.popupBlocked).toContainText(
    'unsaved changes will be lost',
  );
  await page.getByRole('button', { name: 'Sign in on this page' }).click();
  await signInPage.signInAs(GRACE);

  await expect(api).toBeVisible();
  expect(address).toContain('from=a%26b&to=c#apis');
  expect(page.url()).toBe(address);
});

test.describe('in a template', () => {
  test.beforeEach(async ({ page, signedInAs }) => {
    await signedInAs(ADA.id, '/create/templates/default/node-service');
    await fillTemplate(page, 'keeper');
  });

  test('a form is kept and sent once', async ({ page, session }) => {
    const started: string[] = [];
    page.on('response', response => {
      const isStart = response.url().endsWith('/api/scaffolder/v2/tasks');
      if (isStart && response.request().method() === 'POST') {
        started.push(String(response.status()));
      }
    });
    await session.end();

    await page.getByRole('button', { name: 'Create' }).click();
    await expect(session.ended).toBeVisible();
    await session.signInInPopup(ADA);

    await expect(page.getByText('What happened')).toBeVisible();
    await expect(page.getByText('keeper', { exact: true })).toBeVisible();
    expect(started).toEqual(['401', '201']);
  });

  test('a running task is shown until it ends', async ({ page, session }) => {
    await page.route('**/api/scaffolder/v2/tasks', async route => {
      const response = await route.fetch();
      await session.end();
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Create' }).click();

    await expect(session.ended).toBeVisible();
    await session.signInInPopup(ADA);
    await expect(page.getByText('What happened')).toBeVisible();
  });
});

test('the dialog returns the focus', async ({ page, signedInAs, session }) => {
  await signedInAs(GRACE.id, '/settings');
  const search = await openSearch(page);
  await session.end();

  const searched = searchResponse(page);
  // Once the response arrives, the field has lost the focus.
  await page.keyboard.insertText('money');
  await expect(
    session.ended.getByRole('button', { name: 'Sign in again' }),
  ).toBeFocused();
  await session.signInInPopup(GRACE);
  await expect(session.dialog).toBeHidden();
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('money');
  await searched;
});

test('documentation loads its images as the current user, not as the previous one', async ({
  page,
  context,
  baseURL,
  signedInAs,
  signInPage,
  session,
}, { project }) => {
  const user = () => cookieUser(context, baseURL);
  await signedInAs(GRACE.id, DOCUMENTATION);
  await expect.poll(user).toBe('user:default/grace');
  await session.end();

  await page.goto(DOCUMENTATION);
  await signInPage.signInAs(ADA);
  await expect.poll(user).toBe('user:default/ada');
  // Only this stack's image contains the pages. Elsewhere, MkDocs, which builds them, may not be installed.
  if (project.name === 'compose') {
    const image = page.getByRole('article').getByRole('img').first();
    const width = () =>
      image.evaluate(element => (element as HTMLImageElement).naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
  }
});
