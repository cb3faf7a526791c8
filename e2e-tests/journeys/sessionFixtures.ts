import { Page } from '@playwright/test';
import { endSessionsOf, setTokenLifetime } from '../support/keycloakAdmin';
import { createSessionPage, FLASH, LINUS, Person } from '../support/pages';
import { expect, test as base } from './fixtures';

interface WorkerFixtures {
  /** Gives Keycloak's tokens a short lifetime, so that they expire during a test. */
  shortTokens: void;
}

interface SessionFixtures {
  /** Ignores what the console reports about requests that were refused. */
  ignoreRefusals: void;
  /** Signs in a user whose session can't be renewed, so that it ends with its token. */
  signedInForAMinute: (path: string) => Promise<Person>;
  /** Ends the browser's session on the server, with a copy of its cookies. */
  endSession: () => Promise<void>;
  /** What the page shows about its session. */
  session: ReturnType<typeof createSessionPage>;
  /** What another tab shows about its session. */
  sessionOf: (page: Page) => ReturnType<typeof createSessionPage>;
}

/** What the browser and the dev server report about refused requests. The portal's scripts report nothing. */
const FROM_BROWSER =
  /^(Failed to load resource|Refused to |Loading the |Access to |WebSocket connection|\[webpack-dev-server\])/;

const IDLE_MS = 1_000;
const TOKEN_LIFETIME_S = 60;

export const test = base.extend<SessionFixtures, WorkerFixtures>({
  shortTokens: [
    async ({ playwright }, use, { project }) => {
      if (project.name === 'compose') {
        await setTokenLifetime(playwright.request, TOKEN_LIFETIME_S);
      }
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  signedInForAMinute: async ({ playwright, signedInAs }, use, { project }) => {
    await use(async path => {
      const person = project.name === 'dev' ? FLASH : LINUS;
      await signedInAs(person.id, path);
      if (project.name === 'compose') {
        await endSessionsOf(playwright.request, person.id);
      }
      return person;
    });
  },
  ignoreRefusals: [
    async ({ problems }, use) => {
      await use();
      const left = problems.filter(problem => !FROM_BROWSER.test(problem));
      problems.splice(0, problems.length, ...left);
    },
    { auto: true },
  ],
  endSession: async ({ playwright, context, baseURL }, use) => {
    let lastRequestAt = Date.now();
    const onRequest = () => {
      lastRequestAt = Date.now();
    };
    context.on('request', onRequest);
    context.on('requestfinished', onRequest);
    await use(async () => {
      // A page that is still loading would notice before the test does anything.
      await expect
        .poll(() => Date.now() - lastRequestAt)
        .toBeGreaterThan(IDLE_MS);
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
    await use(page => createSessionPage(page, project.name));
  },
});

export { expect };
export { ADA, expectAccessible, expectHeading, GRACE } from './fixtures';
