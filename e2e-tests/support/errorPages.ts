import { Page, Route } from '@playwright/test';

export const REFRESH = '**/api/auth/oauth2proxy/refresh';

/** A reason why a user can't sign in, and how to cause it. */
export interface ErrorPage {
  name: string;
  heading: string;
  reason: string;
  /** What the browser's console reports about the response. */
  status: string;
  /** Who signs in. Default: a user who could sign in. */
  persona?: string;
  /** Causes the error. */
  prepare?: (page: Page) => Promise<unknown>;
}

const UNAUTHORIZED = '401 (Unauthorized)';

/** Refuses the sign-in like the auth plugin. */
const refuse = (status: number, error: {}) => (page: Page) =>
  page.route(REFRESH, route =>
    route.fulfill({
      status,
      json: {
        error,
        request: { method: 'GET', url: '/oauth2proxy/refresh' },
        response: { statusCode: status },
      },
    }),
  );

const refuseToken = (code: string, times?: {}) =>
  refuse(401, {
    name: 'AuthenticationError',
    message: 'The identity token was not accepted',
    code,
    times,
  });

export const errorPages: ErrorPage[] = [
  {
    name: 'a user name that cannot be used',
    heading: "Your account can't be used here",
    reason: 'user_name_invalid',
    status: '403 (Forbidden)',
    persona: 'barbara',
  },
  {
    name: 'a token that was not accepted',
    heading: "Your sign-in wasn't accepted",
    reason: 'token_audience_mismatch',
    status: UNAUTHORIZED,
    prepare: refuseToken('token_audience_mismatch'),
  },
  {
    name: 'a token that is too old',
    heading: 'Your sign-in is too old',
    reason: 'token_expired',
    status: UNAUTHORIZED,
    prepare: refuseToken('token_expired', {
      now: 1772367300,
      iat: 1772366400,
      exp: 1772366700,
    }),
  },
  {
    name: 'a clock that is wrong',
    heading: 'A clock is wrong',
    reason: 'token_not_yet_valid',
    status: UNAUTHORIZED,
    prepare: refuseToken('token_not_yet_valid', {
      now: 1772366100,
      iat: 1772366400,
      exp: 1772366700,
    }),
  },
  {
    name: 'a provider that cannot be reached',
    heading: "Can't reach the identity provider",
    reason: 'provider_unreachable',
    status: '503 (Service Unavailable)',
    prepare: refuse(503, {
      name: 'ServiceUnavailableError',
      message: 'The identity provider cannot be reached',
      code: 'provider_unreachable',
    }),
  },
  {
    name: 'a backend that is down',
    heading: "Can't reach the portal",
    reason: 'no_backend',
    status: '502 (Bad Gateway)',
    prepare: page =>
      page.route(REFRESH, route =>
        route.fulfill({
          status: 502,
          contentType: 'text/html',
          body: "<!doctype html><h1>Can't reach the portal</h1>",
        }),
      ),
  },
  {
    // The proxy drops the header that it added itself, so the backend receives no identity.
    name: 'an address that bypasses the proxy',
    heading: 'This address bypasses the sign-in proxy',
    reason: 'token_missing',
    status: UNAUTHORIZED,
    prepare: page =>
      page.route(REFRESH, async (route: Route) => {
        const headers = {
          ...route.request().headers(),
          connection: 'close, X-OAUTH2-PROXY-ID-TOKEN',
        };
        await route.fulfill({ response: await route.fetch({ headers }) });
      }),
  },
  {
    name: 'a session that ends during sign-in',
    heading: 'Your session has ended',
    reason: 'no_session',
    status: UNAUTHORIZED,
    prepare: page =>
      page.route(
        REFRESH,
        async route => {
          await page.request.get('/_oauth2/sign_out', { maxRedirects: 0 });
          await route.continue();
        },
        { times: 1 },
      ),
  },
];
