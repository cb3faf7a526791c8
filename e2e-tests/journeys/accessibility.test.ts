import { Page } from '@playwright/test';
import { Program } from '../support/authorization';
import { errorPages, REFRESH } from '../support/errorPages';
import {
  ADA,
  expect,
  expectAccessible,
  expectHeading,
  GRACE,
  sessionTest as test,
} from './fixtures';

interface OwnPage {
  name: string;
  /** Who signs in; undefined for the sign-in page. */
  persona?: string;
  prepare?: (page: Page) => Promise<unknown>;
}

/** The project's own pages. Findings on the pages of Backstage's plugins must be fixed there. */
const pages: OwnPage[] = [
  { name: 'the sign-in page' },
  { name: 'the home page', persona: ADA.id },
  ...errorPages.map(({ name, persona = ADA.id, prepare }) => ({
    name: `the page for ${name}`,
    persona,
    prepare,
  })),
];

const times = {
  createdAt: '2026-03-01T12:00:00.000Z',
  lastUsedAt: '2026-03-02T12:00:00.000Z',
};
const PROGRAMS = [
  { id: '1', clientId: 'mcp', clientName: 'MCP client', ...times },
  { id: '2', clientId: 'https://client.example.com/client.json', ...times },
];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test.describe(() => {
      test.use({ allowProblems: true });

      for (const { name, persona, prepare } of pages) {
        test(`${name} is accessible`, async ({ page, signedInAs }) => {
          await prepare?.(page);
          await (persona ? signedInAs(persona) : page.goto('/'));
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await page.waitForLoadState('networkidle');

          // The accessible name of Backstage's link lacks the number on its badge.
          await expectAccessible(page, axe =>
            axe.exclude('a[href="/notifications"]'),
          );
        });
      }
    });

    test('the page that authorizes a program is accessible', async ({
      page,
      signedInAs,
      problems,
    }) => {
      const check = async (state: string, heading: string) => {
        await expectHeading(page, heading);
        await expectAccessible(page, axe => axe.include('main'));
        const path = test.info().outputPath(`${state}.png`);
        await page.screenshot({ path, fullPage: true });
      };
      await signedInAs(ADA.id, new Program().path);
      await check('known', 'Authorize MCP client on this computer?');

      await page.route('**/api/auth/v1/sessions/*', async route => {
        const response = await route.fetch();
        const clientId = 'https://client.example.com/oauth/client.json';
        const json = { ...(await response.json()), clientId };
        await route.fulfill({ response, json });
      });
      await page.reload();
      await check('website', 'Authorize client.example.com?');
      await page.unroute('**/api/auth/v1/sessions/*');

      await page.goto('/oauth2/authorize/unknown');
      await check('failed', 'This request is no longer valid');
      problems.splice(0);
    });

    test("the card with a user's programs is accessible", async ({
      page,
      signedInAs,
    }) => {
      await page.route('**/auth:list-client-sessions/invoke', route =>
        route.fulfill({ json: { output: { sessions: PROGRAMS } } }),
      );
      await signedInAs(ADA.id, '/settings');
      const card = page.getByText('These programs stay signed in');
      await card.scrollIntoViewIfNeeded();
      await page
        .getByRole('button', { name: /^Revoke/ })
        .last()
        .hover();
      await expectAccessible(page, axe => axe.include('ul:has(h3)'));
      const path = test.info().outputPath('card.png');
      await page.screenshot({ path });
    });

    test('the notices about the session are accessible', async ({
      page,
      context,
      signedInAs,
      session,
    }) => {
      const check = async (state: string) => {
        await expectAccessible(page, axe =>
          axe.include('dialog, [role=status], body > main'),
        );
        const path = test.info().outputPath(`${state}.png`);
        await page.screenshot({ path });
      };
      await signedInAs(GRACE.id, '/catalog/default/component/checkout-service');
      const tab = page.getByRole('tab', { name: 'API' });
      await expect(tab).toBeVisible();

      await context.setOffline(true);
      await tab.click();
      await expect(session.offline).toBeVisible();
      await check('offline');
      await session.end();
      await context.setOffline(false);
      await expect(session.ended).toBeVisible();
      await check('ended');

      await page.evaluate(() => {
        Object.assign(window, { openBefore: window.open, open: () => null });
      });
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await expect(session.popupBlocked).toBeVisible();
      await check('popup_blocked');

      await page.evaluate(() => {
        Object.assign(window, { open: Reflect.get(window, 'openBefore') });
      });
      const popup = await session.openPopup('Try again');
      await expect(session.popupOpen).toBeVisible();
      await check('signing_in');
      await popup.close();

      await session.signInInPopup(ADA);
      await expect(session.otherPerson(ADA.name)).toBeVisible();
      await check('other_person');

      await page.route(REFRESH, route =>
        route.fulfill({
          status: 403,
          json: { error: { name: 'NotAllowedError', code: 'user_unknown' } },
        }),
      );
      await page.evaluate(() => window.dispatchEvent(new Event('focus')));
      await expect(session.refused).toBeVisible();
      await check('refused');

      // With 204, the browser stays on the page.
      await page.route('**/_oauth2/sign_out**', route =>
        route.fulfill({ status: 204 }),
      );
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(session.dialog).toHaveAccessibleName('Signing you out…');
      await check('signed_out');
      await page.unrouteAll();

      await page.goto('/signed-out.html#provider-session');
      await check('signed_out_page');
      // Only a window that a script opened closes automatically.
      await page.goto('/signed-in.html');
      await check('signed_in_page');
    });
  });
}
