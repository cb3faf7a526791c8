import { PROXY_PREFIX } from '../paths';
import { Page } from './page';

interface ErrorText {
  status: number;
  title: string;
  why: string;
  advice: string;
  actions: string[];
}

const START_AGAIN = link(`${PROXY_PREFIX}/start?rd=%2F`, 'Start again');

/** What can go wrong in the proxy itself. The texts are those of deploy/oauth2-proxy/templates/error.html. */
const texts = {
  address_invalid: {
    status: 400,
    title: 'This address cannot be opened',
    why: 'It holds something that the sign-in proxy does not take, such as a bare semicolon.',
    advice: 'Check the address, or begin at the home page.',
    actions: [link('/', 'Go to the home page')],
  },
  sign_in_unfinished: {
    status: 403,
    title: 'This sign-in could not be finished',
    why: 'It was begun in another window or browser, or it took too long.',
    advice: 'Start again.',
    actions: [START_AGAIN],
  },
  provider_refused: {
    status: 403,
    title: 'The identity provider did not let you in',
    why: 'It ended the sign-in: because it was cancelled, or because this account may not use the portal.',
    advice:
      'Start again, or use another account. If neither helps, pass on the details below.',
    actions: [
      START_AGAIN,
      link(
        `${PROXY_PREFIX}/sign_out?rd=${PROXY_PREFIX}/start`,
        'Sign out and use another account',
      ),
    ],
  },
  sign_in_failed: {
    status: 500,
    title: 'Something went wrong while signing you in',
    why: 'The sign-in proxy could not finish it. The identity provider may not answer, or this sign-in was used before.',
    advice: 'Start again. If it stays, pass on the details below.',
    actions: [START_AGAIN],
  },
} satisfies Record<string, ErrorText>;

/** Says what went wrong and what to do, as oauth2-proxy does in a deployment. */
export function errorPage(problem: keyof typeof texts): Page {
  const { status, title, why, advice, actions } = texts[problem];
  return {
    status,
    title,
    body: `
<h1>${title}</h1>
<p>${why}</p>
<p>${advice}</p>
<div class="actions">${actions.join('')}</div>
<section aria-labelledby="details">
<h2 id="details">Details for the administrator</h2>
<code>status: ${status}</code>
</section>`,
  };
}

function link(href: string, text: string): string {
  return `<a href="${href}">${text}</a>`;
}
