import { test as base, expect, Page } from '@playwright/test';
import { SignInPage, signInPageOf } from '../support/pages';
import { signIn } from '../support/signIn';

export interface Fixtures {
  /** Signs the browser in as a persona and opens a page of the portal. */
  signedInAs: (persona: string, path?: string) => Promise<void>;
  /** The page that asks a user to sign in. */
  signInPage: SignInPage;
  /** Errors in the browser console. A test fails if any are left; one that expects an error removes it. */
  problems: string[];
  /** Whether errors in the browser console are not what the test is about. */
  allowProblems: boolean;
}

/** Warnings for the developers of Material UI 4 and material-table, in development only. */
const FROM_UPSTREAM =
  /^Warning: (findDOMNode is deprecated|%s: Support for defaultProps)/;

export const test = base.extend<Fixtures>({
  allowProblems: [false, { option: true }],
  problems: [
    async ({ page, allowProblems }, use) => {
      const problems = watchForProblems(page);
      await use(problems);
      if (!allowProblems) {
        expect(problems, 'errors in the browser console').toEqual([]);
      }
    },
    { auto: true },
  ],
  signedInAs: async ({ page, context }, use) => {
    await use(async (persona, path = '/') => {
      // An open page would notice that its session has ended.
      await page.goto('about:blank');
      await context.clearCookies();
      await page.goto(await signIn(page.request, persona, path));
    });
  },
  signInPage: async ({ page }, use, { project }) => {
    await use(signInPageOf(page, project.name));
  },
});

export { expect };
export { ADA, expectAccessible, expectHeading, GRACE } from '../support/pages';

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
