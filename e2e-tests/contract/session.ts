import { APIRequestContext, test as base } from '@playwright/test';
import { signIn } from '../support/signIn';

type StorageState = Awaited<ReturnType<APIRequestContext['storageState']>>;

export interface SessionFixtures {
  /** Opens an HTTP client that follows no redirects, with another client's cookies or none. */
  connect: (storageState?: StorageState) => Promise<APIRequestContext>;
  /** A client without a session. */
  stranger: APIRequestContext;
  /** A client with a session of USER. */
  session: APIRequestContext;
  /** A client with cookies of a session that has ended. */
  ended: APIRequestContext;
  /** The session's cookies. */
  cookie: string;
  /** The session's Backstage token. */
  token: string;
  /** The header with that token. */
  headers: { authorization: string };
}

export const USER = 'user:default/grace';
export const REFRESH = '/api/auth/oauth2proxy/refresh';

export const test = base.extend<SessionFixtures>({
  connect: async ({ playwright, baseURL }, use) => {
    const contexts: APIRequestContext[] = [];
    await use(async storageState => {
      const context = await playwright.request.newContext({
        baseURL,
        storageState,
        maxRedirects: 0,
      });
      contexts.push(context);
      return context;
    });
    await Promise.all(contexts.map(context => context.dispose()));
  },
  stranger: async ({ connect }, use) => use(await connect()),
  session: async ({ connect }, use) => {
    const session = await connect();
    await signIn(session, 'grace');
    await use(session);
  },
  ended: async ({ connect, session }, use) => {
    const ended = await connect(await session.storageState());
    await session.get('/_oauth2/sign_out');
    await use(ended);
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
  token: async ({ session }, use) => {
    const response = await session.get(REFRESH);
    await use((await response.json()).backstageIdentity.token);
  },
  headers: async ({ token }, use) => use({ authorization: `Bearer ${token}` }),
});

export { expect } from '@playwright/test';
