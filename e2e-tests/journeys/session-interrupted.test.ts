import { apiTabOf, openSearch, searchResponse } from '../support/pages';
import { expect, GRACE, sessionTest as test } from './fixtures';

const ENTITY = '/catalog/default/component/checkout-service';

test('while the network is down, the page says so, and nothing is lost', async ({
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

  const searched = searchResponse(page);
  await context.setOffline(false);
  await searched;
  await expect(session.offline).toBeHidden();
  await expect(field).toHaveValue('money');
});

test('the page waits for the portal', async ({ page, signedInAs, session }) => {
  await signedInAs(GRACE.id, '/settings');
  await openSearch(page);
  await page.route('**/api/**', route =>
    route.fulfill({ status: 503, body: 'Service Unavailable' }),
  );
  await page.keyboard.type('money');
  await expect(session.offline).toBeVisible();

  const searched = searchResponse(page);
  await page.unroute('**/api/**');
  await searched;
  await expect(session.offline).toBeHidden();
});

test('live updates continue', async ({ page, signedInAs, session }) => {
  let cutOff = async () => {};
  await page.routeWebSocket('**/api/signals', socket => {
    const server = socket.connectToServer();
    cutOff = async () => {
      await socket.close({ code: 1012 });
      await server.close({ code: 1012 });
    };
  });
  await signedInAs(GRACE.id, ENTITY);
  await expect(apiTabOf(page)).toBeVisible();
  await session.end();
  await apiTabOf(page).click();
  await expect(session.ended).toBeVisible();
  const again = page.waitForEvent('websocket');
  await cutOff();

  await session.signInInPopup(GRACE);
  const socket = await again;
  const sent = await socket.waitForEvent('framesent');
  expect(JSON.parse(String(sent.payload))).toMatchObject({
    action: 'subscribe',
  });
});
