import { Page } from '@playwright/test';
import { expect, GRACE, test } from './sessionFixtures';

const ENTITY = '/catalog/default/component/checkout-service';

/** What is typed there makes it ask the portal. */
async function openSearch(page: Page) {
  await page.getByRole('button', { name: 'Search' }).click();
  const field = page.getByRole('dialog').getByRole('textbox');
  await expect(field).toBeFocused();
  return field;
}

function answerOfSearch(page: Page) {
  return page.waitForResponse(
    response => response.url().includes('/api/search/query') && response.ok(),
  );
}

test('a network that goes and comes back loses nothing, and says so meanwhile', async ({
  page,
  context,
  signedInAs,
  session,
}) => {
  await signedInAs(GRACE.id, '/settings');
  const field = await openSearch(page);
  await context.setOffline(true);
  await page.keyboard.type('money');
  await expect(session.offline).toBeVisible();
  await expect(session.dialog).toBeHidden();

  const answer = answerOfSearch(page);
  await context.setOffline(false);
  await answer;
  await expect(session.offline).toBeHidden();
  await expect(field).toHaveValue('money');
});

test('a portal that is down for a moment is waited for', async ({
  page,
  signedInAs,
  session,
}) => {
  await signedInAs(GRACE.id, '/settings');
  await openSearch(page);
  await page.route('**/api/**', route =>
    route.fulfill({ status: 503, body: 'Service Unavailable' }),
  );
  await page.keyboard.type('money');
  await expect(session.offline).toBeVisible();

  const answer = answerOfSearch(page);
  await page.unroute('**/api/**');
  await answer;
  await expect(session.offline).toBeHidden();
});

test('live updates are there again after signing in again', async ({
  page,
  signedInAs,
  endSession,
  session,
}) => {
  let cutOff = async () => {};
  await page.routeWebSocket('**/api/signals', socket => {
    const server = socket.connectToServer();
    cutOff = async () => {
      await socket.close({ code: 1012 });
      await server.close({ code: 1012 });
    };
  });
  await signedInAs(GRACE.id, ENTITY);
  await expect(page.getByRole('tab', { name: 'API' })).toBeVisible();
  await endSession();
  await page.getByRole('tab', { name: 'API' }).click();
  await expect(session.ended).toBeVisible();
  const again = page.waitForEvent('websocket');
  await cutOff();

  await session.signInBeside(GRACE);
  const socket = await again;
  const sent = await socket.waitForEvent('framesent');
  expect(JSON.parse(String(sent.payload))).toMatchObject({
    action: 'subscribe',
  });
});
