import { APIRequestContext, test as base } from '@playwright/test';
import { signIn } from '../support/signIn';

type StorageState = Awaited<ReturnType<APIRequestContext['storageState']>>;

export interface SessionFixtures {
  /** HTTP with the cookies of another context, or with none. */
  connect: (storageState?: StorageState) => Promise<APIRequestContext>;
  /** HTTP without a session, which does not follow redirects. */
  stranger: APIRequestContext;
  /** The same with the session of somebody. */
  session: APIRequestContext;
  /** The same with cookies of a session that has ended in the meantime. */
  ended: APIRequestContext;
  /** The session's cookies, for requests that are made by hand. */
  cookie: string;
}

/** Whom the contract signs in. */
export const USER = 'user:default/grace';

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
});

export { expect } from '@playwright/test';
