import { APIRequestContext, test as base } from '@playwright/test';
import { signIn } from '../support/signIn';

interface Fixtures {
  /** HTTP without a session, which does not follow redirects. */
  stranger: APIRequestContext;
  /** The same with the session of somebody. */
  session: APIRequestContext;
  /** The session's cookies, for requests that are made by hand. */
  cookie: string;
}

/** Whom the contract signs in. */
export const USER = 'user:default/grace';

export const test = base.extend<Fixtures>({
  stranger: async ({ playwright, baseURL }, use) => {
    const stranger = await playwright.request.newContext({
      baseURL,
      maxRedirects: 0,
    });
    await use(stranger);
    await stranger.dispose();
  },
  session: async ({ playwright, baseURL }, use) => {
    const session = await playwright.request.newContext({
      baseURL,
      maxRedirects: 0,
    });
    await signIn(session, 'grace');
    await use(session);
    await session.dispose();
  },
  cookie: async ({ session }, use) => {
    const { cookies } = await session.storageState();
    await use(
      cookies
        .filter(({ name }) => name.includes('_oauth2_proxy'))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
    );
  },
});

export { expect } from '@playwright/test';
