import AxeBuilder from '@axe-core/playwright';
import { ADA, expect, GRACE, test } from './sessionFixtures';

const ENTITY = '/catalog/default/component/checkout-service';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what the page says about its session has no accessibility violation in ${colorScheme}`, async ({
    page,
    context,
    signedInAs,
    endSession,
    session,
  }) => {
    const check = async (state: string) => {
      const { violations } = await new AxeBuilder({ page })
        .include('dialog, [role=status], body > main')
        .analyze();
      expect(violations.map(({ id, nodes }) => ({ state, id, nodes }))).toEqual(
        [],
      );
      await page.screenshot({ path: test.info().outputPath(`${state}.png`) });
    };
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signedInAs(GRACE.id, ENTITY);
    const tab = page.getByRole('tab', { name: 'API' });
    await expect(tab).toBeVisible();

    await context.setOffline(true);
    await tab.click();
    await expect(session.offline).toBeVisible();
    await check('offline');
    await endSession();
    await context.setOffline(false);
    await expect(session.ended).toBeVisible();
    await check('ended');

    await page.evaluate(() => {
      Object.assign(window, { openBefore: window.open, open: () => null });
    });
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await expect(session.windowBlocked).toBeVisible();
    await check('window_blocked');

    await page.evaluate(() => {
      Object.assign(window, { open: Reflect.get(window, 'openBefore') });
    });
    const popup = await session.openWindow('Try again');
    await expect(session.windowOpen).toBeVisible();
    await check('signing_in');
    await popup.close();

    await session.signInBeside(ADA);
    await expect(session.otherPerson(ADA.name)).toBeVisible();
    await check('other_person');

    await page.route('**/api/auth/oauth2proxy/refresh', route =>
      route.fulfill({
        status: 403,
        json: { error: { name: 'NotAllowedError', code: 'user_unknown' } },
      }),
    );
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(session.refused).toBeVisible();
    await check('refused');

    // With 204 a browser stays where it is.
    await page.route('**/_oauth2/sign_out**', route =>
      route.fulfill({ status: 204 }),
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(session.dialog).toHaveAccessibleName('Signing you out…');
    await check('signed_out');
    await page.unrouteAll();

    await page.goto('/signed-out.html#provider-session');
    await check('signed_out_page');
    // Only a window that a script opened closes itself.
    await page.goto('/signed-in.html');
    await check('signed_in_page');
  });
}
