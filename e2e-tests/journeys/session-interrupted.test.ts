import { expect, GRACE, test } from './sessionFixtures';

const ENTITY = '/catalog/default/component/checkout-service';

test('a network that goes and comes back loses nothing, and says so meanwhile', async ({
  page,
  context,
  signedInAs,
  session,
}) => {
  await signedInAs(GRACE.id, '/settings');
  await page.getByRole('button', { name: 'Search' }).click();
  const search = page.getByRole('dialog').getByRole('textbox');
  await expect(search).toBeFocused();

  await context.setOffline(true);
  await page.keyboard.type('money');
  await expect(session.offline).toBeVisible();
  await expect(session.dialog).toBeHidden();

  await context.setOffline(false);
  await expect(
    page.getByRole('dialog').getByRole('link', { name: /Money/ }).first(),
  ).toBeVisible();
  await expect(session.offline).toBeHidden();
});

test('a portal that is down for a moment is waited for', async ({
  page,
  signedInAs,
  session,
}) => {
  await signedInAs(GRACE.id, '/settings');
  await page.getByRole('button', { name: 'Search' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.route('**/api/**', route =>
    route.fulfill({ status: 503, body: 'Service Unavailable' }),
  );
  await page.keyboard.type('money');
  await expect(session.offline).toBeVisible();

  await page.unroute('**/api/**');
  await expect(
    dialog.getByRole('link', { name: /Money/ }).first(),
  ).toBeVisible();
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
