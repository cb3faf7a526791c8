import { Page } from '@playwright/test';
import { createSessionPage, SessionPage } from '../support/sessionPage';
import { expect, signInPageOf, test as base } from './fixtures';

interface SessionFixtures {
  /** A request that nobody is let through with is no problem of the portal's. */
  leaveOutRefusals: void;
  /** Ends the session of the browser on the server, by a copy of its cookies. */
  endSession: () => Promise<void>;
  /** What the page says about its session. */
  session: SessionPage;
  /** The same for another tab. */
  sessionOf: (page: Page) => SessionPage;
}

/** What browser and dev server say about requests that nobody is let through with. Scripts of the portal say nothing. */
const FROM_BROWSER =
  /^(Failed to load resource|Refused to |Loading the |Access to |WebSocket connection|\[webpack-dev-server\])/;

const QUIET_FOR_MS = 1_000;

export const test = base.extend<SessionFixtures>({
  leaveOutRefusals: [
    async ({ problems }, use) => {
      await use();
      const left = problems.filter(problem => !FROM_BROWSER.test(problem));
      problems.splice(0, problems.length, ...left);
    },
    { auto: true },
  ],
  endSession: async ({ playwright, context, baseURL }, use) => {
    let lastAt = Date.now();
    const note = () => {
      lastAt = Date.now();
    };
    context.on('request', note);
    context.on('requestfinished', note);
    await use(async () => {
      // A page that still loads something would find out before anyone does anything.
      await expect
        .poll(() => Date.now() - lastAt)
        .toBeGreaterThan(QUIET_FOR_MS);
      const copy = await playwright.request.newContext({
        baseURL,
        storageState: await context.storageState(),
        maxRedirects: 0,
      });
      await copy.get('/_oauth2/sign_out');
      await copy.dispose();
    });
  },
  session: async ({ page, sessionOf }, use) => use(sessionOf(page)),
  sessionOf: async ({ browserName: _ }, use, { project }) => {
    await use(page =>
      createSessionPage(page, tab => signInPageOf(tab, project.name)),
    );
  },
});

export { expect };
export { ADA, GRACE } from './fixtures';
