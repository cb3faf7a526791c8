import { expect } from '@playwright/test';
import { test as base } from '../contract/session';
import { setTokenLife } from '../support/keycloakAdmin';
import { Traffic } from '../support/traffic';

interface WorkerFixtures {
  /** Tokens live as long as in the demo, and so outlive a restart of Keycloak. Journeys shorten them. */
  demoTokens: void;
}

interface Fixtures {
  /** A Backstage token of the person who has the session. */
  token: string;
  /** Does something to the deployment while people work in it, and waits until all is well again. */
  whilePeopleWork: (
    fault: () => Promise<unknown>,
  ) => Promise<{ failed: number }>;
}

/** As in deploy/keycloak/realm.json. */
const TOKEN_LIFE_S = 300;

export const test = base.extend<Fixtures, WorkerFixtures>({
  demoTokens: [
    async ({ playwright }, use) => {
      await setTokenLife(playwright.request, TOKEN_LIFE_S);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  token: async ({ session }, use) => {
    const response = await session.get('/api/auth/oauth2proxy/refresh');
    await use((await response.json()).backstageIdentity.token);
  },
  whilePeopleWork: async ({ session, token }, use, testInfo) => {
    await use(async fault => {
      const traffic = new Traffic(session, token);
      await traffic.settled();
      await fault();
      await traffic.settled();
      const { failed, summary } = await traffic.stop();
      console.log(`      ${testInfo.title}: ${summary}`);
      expect(await traffic.nothingIsLost()).toBe(true);
      return { failed };
    });
  },
});

export { expect };
