import AxeBuilder from '@axe-core/playwright';
import { expect, Locator, Page } from '@playwright/test';
import { keycloakName } from './signIn';
import { composeStack, isBehindStandIn } from './stacks';

export interface Person {
  id: string;
  name: string;
}

export const ADA = { id: 'ada', name: 'Ada Lovelace' };
export const GRACE = { id: 'grace', name: 'Grace Hopper' };
export const LINUS = { id: 'linus', name: 'Linus Pauling' };
export const FLASH = { id: 'flash', name: 'Florence Kelley' };

/** The page on which a user signs in: the stand-in's, or Keycloak's. */
export interface SignInPage {
  heading: Locator;
  signInAs(person: Person): Promise<void>;
}

/** Returns the sign-in page of the stack that the Playwright project tests. */
export function signInPageOf(page: Page, project: string): SignInPage {
  return isBehindStandIn(project)
    ? standInSignInPage(page)
    : keycloakSignInPage(page);
}

function standInSignInPage(page: Page): SignInPage {
  return {
    heading: page.getByRole('heading', { name: 'Choose a user' }),
    signInAs: ({ name }) => page.getByRole('button', { name }).click(),
  };
}

function keycloakSignInPage(page: Page): SignInPage {
  return {
    heading: page.getByRole('heading', { name: 'Sign in to your account' }),
    async signInAs({ id }) {
      await page.getByLabel('Username').fill(keycloakName(id));
      await page
        .getByRole('textbox', { name: 'Password' })
        .fill(composeStack.password());
      await page.getByRole('button', { name: 'Sign In' }).click();
    },
  };
}

/** Returns what a page shows about its session. */
export function createSessionPage(page: Page, project: string) {
  const named = (name: string) =>
    page.getByRole('alertdialog', { name, exact: true });
  const dialog = page.getByRole('alertdialog');

  /** Opens the pop-up window with a button of the dialog. */
  async function openPopup(button = 'Sign in again'): Promise<Page> {
    const opened = page.waitForEvent('popup');
    await dialog.getByRole('button', { name: button }).click();
    return opened;
  }

  return {
    dialog,
    ended: named('Your session has ended'),
    popupOpen: named('Sign in using the pop-up window'),
    popupBlocked: named('Your browser blocked the sign-in window'),
    refused: named('Your sign-in is no longer accepted'),
    otherPerson: (name: string) => named(`${name} is signed in now`),
    offline: page.getByRole('status').getByText("Can't reach the portal"),
    openPopup,

    /** Signs in in the pop-up window, which closes automatically. */
    async signInInPopup(person: Person) {
      const popup = await openPopup();
      const closed = popup.waitForEvent('close');
      await signInPageOf(popup, project).signInAs(person);
      await closed;
    },
  };
}

export async function expectHeading(page: Page, name: string | RegExp) {
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Returns an entity page's link to its APIs: a tab or, in the new frontend system, a link. */
export function apiTabOf(page: Page): Locator {
  const links = page.getByRole('navigation', { name: 'Content navigation' });
  return page
    .getByRole('tab', { name: 'API' })
    .or(links.getByRole('link', { name: 'APIs' }));
}

/** Expects the settings page to show this user. */
export async function expectSettingsOf(page: Page, { name }: Person) {
  await expectHeading(page, 'Settings');
  await expect(
    page.getByRole('article').getByText(name, { exact: true }).first(),
  ).toBeVisible();
}

/** Expects no accessibility violation that axe can find. */
export async function expectAccessible(
  page: Page,
  restrict = (axe: AxeBuilder) => axe,
) {
  const { violations } = await restrict(new AxeBuilder({ page })).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes }))).toEqual([]);
}

/** Fills in the example template, up to the review. */
export async function fillTemplate(page: Page, name: string) {
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel(/^Description/).fill('Says "hello"');
  await page.getByLabel(/^Owner/).fill('Platform');
  await page.getByRole('option', { name: 'Platform' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
}

/** Opens the search field, which sends a request for what is typed. */
export async function openSearch(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Search' }).click();
  const field = page.getByRole('dialog').getByRole('textbox');
  await expect(field).toBeFocused();
  return field;
}

export function searchResponse(page: Page) {
  return page.waitForResponse(
    response => response.url().includes('/api/search/query') && response.ok(),
  );
}
