import { Page, Route } from '@playwright/test';

export const REFRESH = '**/api/auth/oauth2proxy/refresh';

/** A reason why someone cannot sign in, and how the portal comes to it. */
export interface ErrorPage {
  name: string;
  heading: string;
  reason: string;
  /** What the browser's console says about the answer. */
  status: string;
  /** Who signs in; someone who could, if there is no other. */
  persona?: string;
  /** Makes the answer to the sign-in page what it is then. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** How the provider plugin answers, through Backstage. */
function refusal(status: number, name: string, error: {}) {
  return (route: Route) =>
    route.fulfill({
      status,
      json: {
        error: { name, ...error },
        request: { method: 'GET', url: '/oauth2proxy/refresh' },
        response: { statusCode: status },
      },
    });
}

function tokenRefused(error: {}) {
  const message = 'The identity token was not accepted';
  return refusal(401, 'AuthenticationError', { message, ...error });
}

const refusing = (answer: (route: Route) => Promise<void>) => (page: Page) =>
  page.route(REFRESH, answer);

export const errorPages: ErrorPage[] = [
  {
    name: 'someone whose user name cannot be used',
    heading: "Your account can't be used here",
    reason: 'user_name_invalid',
    status: '403 (Forbidden)',
    persona: 'barbara',
  },
  {
    name: 'a token that was not accepted',
    heading: "Your sign-in wasn't accepted",
    reason: 'token_audience_mismatch',
    status: '401 (Unauthorized)',
    prepare: refusing(tokenRefused({ code: 'token_audience_mismatch' })),
  },
  {
    name: 'a token that is too old',
    heading: 'Your sign-in is too old',
    reason: 'token_expired',
    status: '401 (Unauthorized)',
    prepare: refusing(
      tokenRefused({
        code: 'token_expired',
        times: { now: 1772367300, iat: 1772366400, exp: 1772366700 },
      }),
    ),
  },
  {
    name: 'a clock that is wrong',
    heading: 'A clock is wrong',
    reason: 'token_not_yet_valid',
    status: '401 (Unauthorized)',
    prepare: refusing(
      tokenRefused({
        code: 'token_not_yet_valid',
        times: { now: 1772366100, iat: 1772366400, exp: 1772366700 },
      }),
    ),
  },
  {
    name: 'a provider that cannot be reached',
    heading: "Can't reach the identity provider",
    reason: 'provider_unreachable',
    status: '503 (Service Unavailable)',
    prepare: refusing(
      refusal(503, 'ServiceUnavailableError', {
        message: 'The identity provider cannot be reached',
        code: 'provider_unreachable',
      }),
    ),
  },
  {
    name: 'a backend that is down',
    heading: "Can't reach the portal",
    reason: 'no_backend',
    status: '502 (Bad Gateway)',
    prepare: refusing(route =>
      route.fulfill({
        status: 502,
        contentType: 'text/html',
        body: '<!doctype html><h1>The portal does not answer</h1>',
      }),
    ),
  },
  {
    // The proxy drops the header that it added itself, so that the backend is asked by nobody.
    name: 'an address that bypasses the proxy',
    heading: 'This address bypasses the sign-in proxy',
    reason: 'token_missing',
    status: '401 (Unauthorized)',
    prepare: refusing(async route => {
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
    status: '401 (Unauthorized)',
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
