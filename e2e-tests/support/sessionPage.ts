import { Page } from '@playwright/test';
import { Person, SignInPage } from './signInPage';

export type SessionPage = ReturnType<typeof createSessionPage>;

/**
 * What a page says about its session.
 *
 * @param signInPageOf - where a window asks who someone is
 */
export function createSessionPage(
  page: Page,
  signInPageOf: (window: Page) => SignInPage,
) {
  const named = (name: string) =>
    page.getByRole('alertdialog', { name, exact: true });
  const dialog = page.getByRole('alertdialog');

  /** Opens the pop-up window by a button of the dialog. */
  async function openWindow(button = 'Sign in again'): Promise<Page> {
    const opened = page.waitForEvent('popup');
    await dialog.getByRole('button', { name: button }).click();
    return opened;
  }

  return {
    dialog,
    ended: named('Your session has ended'),
    windowOpen: named('Sign in using the pop-up window'),
    windowBlocked: named('Your browser blocked the sign-in window'),
    refused: named('Your sign-in is no longer accepted'),
    otherPerson: (name: string) => named(`${name} is signed in now`),
    offline: page.getByRole('status').getByText("Can't reach the portal"),
    openWindow,

    /** Signs in in the pop-up window, which closes automatically. */
    async signInBeside(person: Person) {
      const window = await openWindow();
      const closed = window.waitForEvent('close');
      await signInPageOf(window).signInAs(person);
      await closed;
    },
  };
}
