import { test as base, expect, Page } from '@playwright/test';

interface Fixtures {
  /** Signs the browser in as a persona and opens a page of the portal. */
  signedInAs: (persona: string, path?: string) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const problems = watchForProblems(page);
    await use(page);
    expect(problems, 'errors in the browser console').toEqual([]);
  },
  signedInAs: async ({ page }, use) => {
    await use(async (persona, path = '/') => {
      const rd = encodeURIComponent(path);
      await page.goto(`/_oauth2/start?rd=${rd}&persona=${persona}`);
    });
  },
});

export { expect };

/** Collects what a user would report: uncaught errors and what the console shows in red. */
function watchForProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') {
      problems.push(message.text());
    }
  });
  return problems;
}
