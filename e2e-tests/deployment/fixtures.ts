import { expect } from '@playwright/test';
import { test as base } from '../contract/session';
import { setTokenLifetime } from '../support/keycloakAdmin';
import { Traffic } from '../support/traffic';

interface WorkerFixtures {
  /** Gives tokens the demo's lifetime, which journeys shorten, so that they outlive a restart of Keycloak. */
  demoTokens: void;
}

interface Fixtures {
  /** Does something to the deployment while users work in it, and waits until their requests succeed again. */
  whileUsersWork: (
    fault: () => Promise<unknown>,
  ) => ReturnType<Traffic['stop']>;
}

/** Same as in deploy/keycloak/realm.json. */
const TOKEN_LIFETIME_S = 300;

export const test = base.extend<Fixtures, WorkerFixtures>({
  demoTokens: [
    async ({ playwright }, use) => {
      await setTokenLifetime(playwright.request, TOKEN_LIFETIME_S);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  whileUsersWork: async ({ session, headers }, use, testInfo) => {
    await use(async fault => {
      const traffic = new Traffic(session, headers);
      await traffic.settled();
      await fault();
      await traffic.settled();
      const result = await traffic.stop();
      console.log(`      ${testInfo.title}: ${result.summary}`);
      expect(await traffic.nothingIsLost()).toBe(true);
      return result;
    });
  },
});

export { expect };
