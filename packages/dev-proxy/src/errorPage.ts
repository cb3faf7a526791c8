import { elementOf, escapeHtml, Page, readTemplate } from './page';

/** What can go wrong in the proxy itself, with the status that oauth2-proxy responds with. */
const STATUSES = {
  address_invalid: 400,
  csrf_cookie_missing: 403,
  code_rejected: 500,
  provider_refused: 403,
  provider_unavailable: 403,
  misconfigured: 403,
  email_not_verified: 500,
};

export type ProxyProblem = keyof typeof STATUSES;

/** Error codes of RFC 6749, section 4.1.2.1, that say nothing about the user. */
const PROVIDER_ERRORS: Record<string, ProxyProblem> = {
  server_error: 'provider_unavailable',
  temporarily_unavailable: 'provider_unavailable',
  invalid_request: 'misconfigured',
  invalid_scope: 'misconfigured',
  unauthorized_client: 'misconfigured',
  unsupported_response_type: 'misconfigured',
};

/** Returns what a provider's error code means for the user. */
export function problemOf(error: string): ProxyProblem {
  return Object.hasOwn(PROVIDER_ERRORS, error)
    ? PROVIDER_ERRORS[error]
    : 'provider_refused';
}

const template = readTemplate('error.html');
const branches = template.split(/{{- (?:else )?if /);

/** Says what went wrong and what to do, with the text and the script of oauth2-proxy's error page. */
export function errorPage(problem: ProxyProblem, prefix: string): Page {
  const status = STATUSES[problem];
  const { title, why, advice, action } = readVariables(problem);
  return {
    status,
    title,
    script: elementOf(template, 'script'),
    body: `
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(why)}</p>
<p>${escapeHtml(advice)}</p>
<div class="actions">${actionLinks(action, prefix)}</div>
<section class="details" aria-labelledby="details">
<h2 id="details">Details for the administrator</h2>
<pre>status: ${status}
cause: ${problem}</pre>
</section>`,
  };
}

/** Reads the variables that the template sets for this cause, or else their defaults. */
function readVariables(cause: string) {
  const branch = branches.find(text =>
    text.split('-}}')[0].includes(`eq $cause "${cause}"`),
  );
  const read = (variable: string) => {
    const set = branch?.match(`\\$${variable} = "(.*)"`);
    const [, text] = set ?? template.match(`\\$${variable} := "(.*)"`)!;
    return text;
  };
  return {
    title: read('title'),
    why: read('why'),
    advice: read('advice'),
    action: read('action'),
  };
}

function actionLinks(action: string, prefix: string): string {
  if (action === 'home') {
    return '<a class="button primary" href="/">Go to the home page</a>';
  }
  const signIn = action === 'automatic' ? 'automatic' : 'again';
  const start = `<a class="button primary" data-sign-in="${signIn}" href="${prefix}/start?rd=%2F">Start again</a>`;
  const other = `<a class="button" data-sign-in="other" href="${prefix}/sign_out?rd=${prefix}/start%3Fprompt%3Dlogin">Sign out and use another account</a>`;
  return action === 'other' ? start + other : start;
}
