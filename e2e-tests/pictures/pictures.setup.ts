import { writeFile } from 'fs/promises';
import { join } from 'path';
import { Page } from '@playwright/test';
import {
  ADA,
  expect,
  expectHeading,
  GRACE,
  sessionTest as test,
} from '../journeys/fixtures';
import { compressPng } from './compress';

const FOLDER = join(__dirname, '..', '..', 'docs', 'pictures');
const SYSTEM = '/catalog/default/system/checkout';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 800 } });

    test('the home page', async ({ page, signedInAs }) => {
      await signedInAs(GRACE.id, SYSTEM);
      await star(page);
      await page.goto('/');
      await expectHeading(page, /Grace/);
      await expect(page.getByText('System', { exact: true })).toBeVisible();
      await expect(page.getByText('Calculates prices')).toBeVisible();
      await page.waitForLoadState('networkidle');
      await save(`home-${colorScheme}`, page);
    });
  });
}

test.describe('a session ends while a form is open', () => {
  test.use({ viewport: { width: 1100, height: 760 } });

  test('and nothing is lost', async ({ page, signedInAs, session }) => {
    await signedInAs(ADA.id, '/create/templates/default/node-service');
    await page.getByLabel(/^Name/).fill('loyalty-points');
    const description = page.getByLabel(/^Description/);
    await description.fill(
      'Counts the points that each customer has collected',
    );
    await session.end();
    await save('session-1-form', page);

    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await expect(session.ended).toBeVisible();
    await save('session-2-dialog', page);

    const popup = await session.openPopup();
    const ada = popup.getByRole('button', { name: ADA.name });
    await expect(ada).toBeVisible();
    await saveWithPopup('session-3-pop-up', page, popup);

    await ada.click();
    await expect(session.dialog).toBeHidden();
    await page.getByLabel(/^Owner/).fill('Platform');
    await page.getByRole('option', { name: 'Platform' }).click();
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByText('loyalty-points')).toBeVisible();
    await save('session-4-continued', page);
  });
});

/** Stars an entity, unless another test has done so. */
async function star(page: Page) {
  const remove = page.getByRole('button', { name: 'Remove from favorites' });
  const add = page.getByRole('button', { name: 'Add to favorites' });
  await expect(add.or(remove)).toBeVisible();
  if (await add.isVisible()) {
    const saved = page.waitForResponse(response =>
      response.url().includes('starredEntities'),
    );
    await add.click();
    await saved;
  }
}

async function save(name: string, page: Page) {
  const picture = await page.screenshot({ animations: 'disabled' });
  await writeFile(join(FOLDER, `${name}.png`), compressPng(picture));
}

/** Saves a picture of a page with the pop-up window in front of it, as on a screen. */
async function saveWithPopup(name: string, page: Page, popup: Page) {
  await popup.setViewportSize({ width: 520, height: 620 });
  const [behind, front] = await Promise.all(
    [page, popup].map(async window => {
      const picture = await window.screenshot({ animations: 'disabled' });
      return `data:image/png;base64,${picture.toString('base64')}`;
    }),
  );
  const screen = await page.context().newPage();
  await screen.setContent(`
    <body style="margin: 0; overflow: hidden">
      <img src="${behind}">
      <img src="${front}" style="position: absolute; right: 48px; top: 56px;
        border-top: 24px solid #c9d1d3; border-radius: 8px; box-shadow: 0 8px 40px #0008">
    </body>`);
  await save(name, screen);
  await screen.close();
}
