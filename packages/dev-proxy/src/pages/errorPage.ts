import { PROXY_PREFIX } from '../paths';
import { KEEP_PATH } from './keepPath';
import { Page } from './page';

interface ErrorText {
  status: number;
  title: string;
  why: string;
  advice: string;
  actions: string[];
}

const START_AGAIN = startLink('again', 'Start again');
const START_AUTOMATICALLY = startLink('automatic', 'Start again');
const USE_ANOTHER_ACCOUNT = `<a data-sign-in="other" href="${PROXY_PREFIX}/sign_out?rd=${PROXY_PREFIX}/start%3Fprompt%3Dlogin">Sign out and use another account</a>`;
const HOME = '<a href="/">Go to the home page</a>';

/** What can go wrong in the proxy itself. The texts are those of deploy/oauth2-proxy/templates/error.html. */
const texts = {
  address_invalid: {
    status: 400,
    title: 'This address cannot be opened',
    why: 'It contains something that the sign-in proxy does not accept, such as an unencoded semicolon.',
    advice: 'Check the address, or start at the home page.',
    actions: [HOME],
  },
  csrf_cookie_missing: {
    status: 403,
    title: 'This sign-in could not be finished',
    why: 'It was started in another browser, it took too long, or it was used before.',
    advice: 'Start again.',
    actions: [START_AUTOMATICALLY],
  },
  code_rejected: {
    status: 500,
    title: 'This sign-in could not be finished',
    why: 'It was started in another browser, it took too long, or it was used before.',
    advice: 'Start again.',
    actions: [START_AUTOMATICALLY],
  },
  provider_refused: {
    status: 403,
    title: 'The identity provider did not let you in',
    why: 'It ended the sign-in because it was cancelled, or because this account may not use the portal.',
    advice:
      'Start again, or use another account. If neither helps, send the details below to your administrator.',
    actions: [START_AGAIN, USE_ANOTHER_ACCOUNT],
  },
  provider_unavailable: {
    status: 403,
    title: 'The identity provider has a problem',
    why: 'It did not answer the sign-in proxy, or it reported an error of its own. Your account is fine.',
    advice:
      'Try again in a few minutes. If the problem persists, send the details below to your administrator.',
    actions: [START_AGAIN],
  },
  misconfigured: {
    status: 403,
    title: 'Sign-in is not set up correctly',
    why: 'The sign-in proxy and the identity provider have settings that do not match. Your account is fine.',
    advice: 'Send the details below to your administrator.',
    actions: [START_AGAIN],
  },
  email_not_verified: {
    status: 500,
    title: 'Your e-mail address is not verified',
    why: 'The identity provider has not verified your e-mail address, and this portal accepts only addresses that are.',
    advice:
      'Verify your address at the identity provider, then start again. If you cannot, send the details below to your administrator.',
    actions: [START_AGAIN, USE_ANOTHER_ACCOUNT],
  },
} satisfies Record<string, ErrorText>;

export type ProxyProblem = keyof typeof texts;

export const proxyProblems = Object.keys(texts);

/** Error codes of RFC 6749, section 4.1.2.1, that say nothing about the user. */
const PROVIDER_ERRORS: Record<string, ProxyProblem> = {
  server_error: 'provider_unavailable',
  temporarily_unavailable: 'provider_unavailable',
  invalid_request: 'misconfigured',
  invalid_scope: 'misconfigured',
  unauthorized_client: 'misconfigured',
  unsupported_response_type: 'misconfigured',
};

/** What an error code of the provider means to the user. */
export function problemOf(error: string): ProxyProblem {
  return Object.hasOwn(PROVIDER_ERRORS, error)
    ? PROVIDER_ERRORS[error]
    : 'provider_refused';
}

/** Says what went wrong and what to do, as oauth2-proxy does in a deployment. */
export function errorPage(problem: ProxyProblem): Page {
  const { status, title, why, advice, actions } = texts[problem];
  return {
    status,
    title,
    script: KEEP_PATH,
    body: `
<h1>${title}</h1>
<p>${why}</p>
<p>${advice}</p>
<div class="actions">${actions.join('')}</div>
<section aria-labelledby="details">
<h2 id="details">Details for the administrator</h2>
<code>status: ${status}<br>cause: ${problem}</code>
</section>`,
  };
}

function startLink(signIn: string, text: string): string {
  return `<a data-sign-in="${signIn}" href="${PROXY_PREFIX}/start?rd=%2F">${text}</a>`;
}
