import { test as base, expect, Page } from '@playwright/test';
import { signIn } from '../support/signIn';
import {
  keycloakSignInPage,
  SignInPage,
  standInSignInPage,
} from '../support/signInPage';

export interface Fixtures {
  /** Signs the browser in as a persona and opens a page of the portal. */
  signedInAs: (persona: string, path?: string) => Promise<void>;
  /** Where the browser is sent to when nobody is signed in. */
  signInPage: SignInPage;
  /**
   * What the browser's console shows in red. A test fails if something is left here; one that expects a problem takes it
   * out.
   */
  problems: string[];
}

/** What React says to the developers of Material UI 4 and material-table in development; nothing that we could mend. */
const FROM_UPSTREAM =
  /^Warning: (findDOMNode is deprecated|%s: Support for defaultProps)/;

export const test = base.extend<Fixtures>({
  problems: [
    async ({ page }, use) => {
      const problems = watchForProblems(page);
      await use(problems);
      expect(problems, 'errors in the browser console').toEqual([]);
    },
    { auto: true },
  ],
  signedInAs: async ({ page, context }, use) => {
    await use(async (persona, path = '/') => {
      // An open page would notice that its session is gone.
      await page.goto('about:blank');
      await context.clearCookies();
      await page.goto(await signIn(page.request, persona, path));
    });
  },
  signInPage: async ({ page }, use, { project }) => {
    await use(signInPageOf(page, project.name));
  },
});

/** Where a page of the browser is sent to when nobody is signed in. */
export function signInPageOf(page: Page, project: string): SignInPage {
  return project === 'dev' ? standInSignInPage(page) : keycloakSignInPage(page);
}

export { expect };
export { ADA, GRACE } from '../support/signInPage';

function watchForProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error' && !FROM_UPSTREAM.test(message.text())) {
      problems.push(message.text());
    }
  });
  return problems;
}
