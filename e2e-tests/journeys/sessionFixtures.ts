import { Page } from '@playwright/test';
import { createSessionPage, SessionPage } from '../support/sessionPage';
import { endSessionsOf, setTokenLife } from '../support/keycloakAdmin';
import { Person } from '../support/signInPage';
import { expect, signInPageOf, test as base } from './fixtures';

interface WorkerFixtures {
  /** Tokens of Keycloak live as long as a careful administrator would let them, so that they end in the middle of things. */
  shortTokens: void;
}

interface SessionFixtures {
  /** A request that nobody is let through with is no problem of the portal's. */
  leaveOutRefusals: void;
  /** Signs in someone whose session cannot be renewed, so that it ends with its token. */
  signedInForAMinute: (path: string) => Promise<Person>;
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
const TOKEN_LIFE_S = 60;

const FLASH = { id: 'flash', name: 'Florence Kelley' };
const LINUS = { id: 'linus', name: 'Linus Pauling' };

export const test = base.extend<SessionFixtures, WorkerFixtures>({
  shortTokens: [
    async ({ playwright }, use, { project }) => {
      if (project.name === 'compose') {
        await setTokenLife(playwright.request, TOKEN_LIFE_S);
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
