import { test as base, expect, Page } from '@playwright/test';
import { endSessionsOf, setTokenLifetime } from '../support/keycloakAdmin';
import {
  createSessionPage,
  FLASH,
  LINUS,
  Person,
  SignInPage,
  signInPageOf,
} from '../support/pages';
import { signIn } from '../support/signIn';
import { isBehindStandIn } from '../support/stacks';

interface Fixtures {
  /** Signs the browser in as a persona and opens a page of the portal. */
  signedInAs: (persona: string, path?: string) => Promise<void>;
  /** The page that asks a user to sign in. */
  signInPage: SignInPage;
  /** Errors in the browser console. A test fails if any are left. Remove the errors that a test expects. */
  problems: string[];
  /** Whether to ignore errors in the browser console. */
  allowProblems: boolean;
}

/** Warnings for the developers of Material UI 4 and material-table, which appear only in development. */
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

interface WorkerFixtures {
  /** Gives Keycloak's tokens a short lifetime, so that they expire during a test. */
  shortTokens: void;
}

interface SessionFixtures {
  /** Ignores what the console reports about refused requests. */
  ignoreRefusals: void;
  /** Signs in a user whose session can't be renewed, so that it ends with its token. */
  signedInForAMinute: (path: string) => Promise<Person>;
  /** What the page shows about its session. */
  session: ReturnType<typeof createSessionPage> & {
    /** Ends the session on the server, with a copy of the browser's cookies. */
    end: () => Promise<void>;
  };
  /** What another tab shows about its session. */
  sessionOf: (page: Page) => ReturnType<typeof createSessionPage>;
}

/** What the browser and the dev server report about refused requests. The portal's scripts report nothing. */
const FROM_BROWSER =
  /^(Failed to load resource|Refused to |Loading the |Access to |WebSocket connection|\[webpack-dev-server\])/;

const IDLE_MS = 1_000;
const TOKEN_LIFETIME_S = 60;

/** For tests of what happens on a page when its session ends. */
export const sessionTest = test.extend<SessionFixtures, WorkerFixtures>({
  shortTokens: [
    async ({ playwright }, use, { project }) => {
      if (!isBehindStandIn(project.name)) {
        await setTokenLifetime(playwright.request, TOKEN_LIFETIME_S);
      }
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  signedInForAMinute: async ({ playwright, signedInAs }, use, { project }) => {
    await use(async path => {
      const person = isBehindStandIn(project.name) ? FLASH : LINUS;
      await signedInAs(person.id, path);
      if (!isBehindStandIn(project.name)) {
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
  session: async ({ page, sessionOf, playwright, context, baseURL }, use) => {
    let lastRequestAt = Date.now();
    const onRequest = () => {
      lastRequestAt = Date.now();
    };
    context.on('request', onRequest);
    context.on('requestfinished', onRequest);
    const end = async () => {
      // A page that is still loading would notice the session's end before the test begins.
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
    };
    await use({ ...sessionOf(page), end });
  },
  sessionOf: async ({ browserName: _ }, use, { project }) => {
    await use(page => createSessionPage(page, project.name));
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
