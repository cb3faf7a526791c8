import { BrowserContext, Page } from '@playwright/test';
import { decodeJwt } from 'jose';
import { SessionPage } from '../support/sessionPage';
import { Person } from '../support/signInPage';
import { ADA, expect, GRACE, test } from './sessionFixtures';

const ENTITY = '/catalog/default/component/checkout-service';
const TEMPLATE = '/create/templates/default/node-service';
const DOCUMENTATION = '/docs/default/component/gatehouse/sign-in';

/** Opens another tab of the entity, which needs someone to sign in again, and is then there. */
async function goOnReading(page: Page, session: SessionPage, person: Person) {
  await page.getByRole('tab', { name: 'API' }).click();
  await expect(session.ended).toBeVisible();
  await session.signInBeside(person);
  await expect(session.dialog).toBeHidden();
  await expect(
    page.getByRole('link', { name: 'Checkout API' }).first(),
  ).toBeVisible();
}

/** Returns whose identity the browser sends with requests that carry no token, such as those for images. */
async function cookieUser(context: BrowserContext, baseURL = '') {
  const cookies = await context.cookies(`${baseURL}/api/techdocs/static`);
  const cookie = cookies.find(({ name }) => name === 'backstage-auth');
  return cookie && decodeJwt(cookie.value).sub;
}

test('someone who reads signs in again beside the page, and reads on', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await signedInAs(GRACE.id, ENTITY);
  await expect(
    page.getByRole('heading', { level: 1, name: /Checkout service/ }),
  ).toBeVisible();
  await endSession();

  await goOnReading(page, session, GRACE);
});

test('a form keeps what was typed, and what it sends arrives once', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  const started: string[] = [];
  page.on('response', response => {
    const isStart = response.url().endsWith('/api/scaffolder/v2/tasks');
    if (isStart && response.request().method() === 'POST') {
      started.push(String(response.status()));
    }
  });
  await signedInAs(ADA.id, TEMPLATE);
  await page.getByLabel(/^Name/).fill('keeper');
  await page.getByLabel(/^Description/).fill('Keeps what was typed');
  await page.getByLabel(/^Owner/).fill('Platform');
  await page.getByRole('option', { name: 'Platform' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await endSession();

  await page.getByRole('button', { name: 'Create' }).click();
  await expect(session.ended).toBeVisible();
  await session.signInBeside(ADA);

  await expect(page.getByText('What happened')).toBeVisible();
  await expect(page.getByText('keeper', { exact: true })).toBeVisible();
  expect(started).toEqual(['401', '201']);
});

test('a run that goes on is followed to its end', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await page.route('**/api/scaffolder/v2/tasks', async route => {
    const response = await route.fetch();
    await endSession();
    await route.fulfill({ response });
  });
  await signedInAs(ADA.id, TEMPLATE);
  await page.getByLabel(/^Name/).fill('runner');
  await page.getByLabel(/^Description/).fill('Runs while nobody looks');
  await page.getByLabel(/^Owner/).fill('Platform');
  await page.getByRole('option', { name: 'Platform' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();

  await expect(session.ended).toBeVisible();
  await session.signInBeside(ADA);
  await expect(page.getByText('What happened')).toBeVisible();
});

test('what one tab finds out, all know; and signing in again in one frees the others', async ({
  context,
  signedInAs,
  endSession,
  session,
  sessionOf,
}) => {
  await signedInAs(GRACE.id, ENTITY);
  const other = await context.newPage();
  await other.goto('/settings');
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
  await endSession();

  const otherSession = sessionOf(other);
  await other.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(session.ended).toBeVisible();
  await expect(otherSession.ended).toBeVisible();
  await session.signInBeside(GRACE);

  await expect(session.dialog).toBeHidden();
  await expect(otherSession.dialog).toBeHidden();
});

test('a laptop that wakes up says so before anything is clicked', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await page.clock.install();
  await signedInAs(GRACE.id, ENTITY);
  await expect(page.getByRole('tab', { name: 'API' })).toBeVisible();
  await endSession();

  await page.clock.fastForward('08:00:00');
  await expect(session.ended).toBeVisible();
  await session.signInBeside(GRACE);
  await expect(session.dialog).toBeHidden();
});

test('without pop-up windows, the page signs in itself and comes back to where it was', async ({
  page,
  signedInAs,
  signInPage,
  endSession,
  session,
}) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await signedInAs(GRACE.id, `${ENTITY}/api?from=a%26b&to=c#apis`);
  const api = page.getByRole('link', { name: 'Checkout API' }).first();
  await expect(api).toBeVisible();
  const address = page.url();
  await endSession();

  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(session.windowBlocked).toContainText(
    'unsaved changes will be lost',
  );
  await page.getByRole('button', { name: 'Sign in on this page' }).click();
  await signInPage.signInAs(GRACE);

  await expect(api).toBeVisible();
  expect(address).toContain('from=a%26b&to=c#apis');
  expect(page.url()).toBe(address);
});

test('when somebody else signs in, nothing is sent as them, and the page becomes theirs', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await signedInAs(GRACE.id, ENTITY);
  const star = page.getByRole('button', { name: /favorites/ });
  await expect(star).toBeVisible();
  await endSession();

  const writes: string[] = [];
  page.on('response', response => {
    if (response.request().method() === 'PUT') {
      writes.push(String(response.status()));
    }
  });
  await star.click();
  await expect(session.ended).toBeVisible();
  await session.signInBeside(ADA);
  await expect(session.otherPerson(ADA.name)).toContainText('were not sent');
  expect(writes).toEqual(['401']);

  await page.getByRole('button', { name: `Continue as ${ADA.name}` }).click();
  await expect(session.dialog).toBeHidden();
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /Ada Lovelace/ }),
  ).toBeVisible();
});

test('a portal that lets nobody in any more asks, and never loads itself anew', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await signedInAs(GRACE.id, ENTITY);
  await expect(page.getByRole('tab', { name: 'API' })).toBeVisible();
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.route('**/api/auth/oauth2proxy/refresh', route =>
    route.fulfill({ status: 401, json: {} }),
  );
  await endSession();
  await page.getByRole('tab', { name: 'API' }).click();
  await expect(session.ended).toBeVisible();
  await session.signInBeside(GRACE);
  await expect(session.ended).toBeVisible();

  await endSession();
  await session.signInBeside(GRACE);
  await expect(session.ended).toBeVisible();
  expect(loads).toBe(0);
});

test('a session that ends with its token is taken up again', async ({
  page,
  signedInForAMinute,
  session,
}) => {
  test.slow();
  const person = await signedInForAMinute(ENTITY);
  await expect(page.getByRole('tab', { name: 'API' })).toBeVisible();
  await expect
    .poll(async () => (await page.request.get('/_oauth2/auth')).status(), {
      timeout: 90_000,
    })
    .toBe(401);

  await goOnReading(page, session, person);
});

test('the keyboard alone is enough, and does not leave the dialog', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await signedInAs(GRACE.id, ENTITY);
  const tab = page.getByRole('tab', { name: 'API' });
  await tab.focus();
  await endSession();

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
  const window = await opened;
  await expect(session.windowOpen).toBeVisible();
  await window.close();
  await expect(again).toBeFocused();
});

test('the dialog stands above one that the page has open, which is there again afterwards', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  await signedInAs(GRACE.id, '/settings');
  await page.getByRole('button', { name: 'Search' }).click();
  const search = page.getByRole('dialog').getByRole('textbox');
  await expect(search).toBeFocused();
  await endSession();

  const answer = page.waitForResponse(
    response => response.url().includes('/api/search/query') && response.ok(),
  );
  // At once: what is typed after the answer would not be heard by the field.
  await page.keyboard.insertText('money');
  await expect(
    session.ended.getByRole('button', { name: 'Sign in again' }),
  ).toBeFocused();
  await session.signInBeside(GRACE);
  await expect(session.dialog).toBeHidden();
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('money');
  await answer;
});

test('documentation loads its images as the user who is signed in now, not as the previous one', async ({
  page,
  context,
  baseURL,
  signedInAs,
  signInPage,
  endSession,
}, { project }) => {
  await signedInAs(GRACE.id, DOCUMENTATION);
  await expect
    .poll(() => cookieUser(context, baseURL))
    .toBe('user:default/grace');
  await endSession();

  await page.goto(DOCUMENTATION);
  await signInPage.signInAs(ADA);
  await expect
    .poll(() => cookieUser(context, baseURL))
    .toBe('user:default/ada');
  // MkDocs, which makes the pages, may be missing in development.
  if (project.name !== 'dev') {
    const image = page.getByRole('article').getByRole('img').first();
    const width = () =>
      image.evaluate(element => (element as HTMLImageElement).naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
  }
});
