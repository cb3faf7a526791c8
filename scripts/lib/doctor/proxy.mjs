import { forgeTokens } from './forgedTokens.mjs';
import { isUntrusted, readJson, request, TOO_SLOW } from './http.mjs';
import { API_REQUESTS, FILES, PUBLIC_REQUESTS } from './paths.mjs';
import { check, problemOrOk, ok, problem, shared, skip } from './results.mjs';
import { REFRESH, refresh } from './session.mjs';

const DAYS_TO_RENEW = 14;
const DAY_MS = 24 * 60 * 60 * 1000;
const CALLBACK = '/_oauth2/callback';
const PAGE = { accept: 'text/html' };
const DEEP_LINK = '/catalog?filters[kind]=component&filters[user]=all';
/** As large as the cookies of ten concurrent sign-ins and of other applications. */
const LARGE_HEADER = 'x'.repeat(7_000);
const TOKEN_HEADERS = [
  'X-OAUTH2-PROXY-ID-TOKEN',
  'X_OAUTH2_PROXY_ID_TOKEN',
  'x-oauth2_proxy-id-token',
  'Authorization',
  'X-Forwarded-Access-Token',
];
const USER_HEADERS = {
  'X-Forwarded-User': 'gatehouse-doctor',
  'X-Forwarded-Preferred-Username': 'gatehouse-doctor',
  'X-Auth-Request-User': 'gatehouse-doctor',
};
const ADDRESS_HEADERS = {
  'X-Forwarded-Uri': PUBLIC_REQUESTS[0][1],
  'X-Original-Url': PUBLIC_REQUESTS[0][1],
};
const HOST_HEADER = { 'X-Forwarded-Host': 'forged.example.com' };

export const proxy = [
  check('Portal address', async context => {
    const page = await openPortal(context);
    return isUp(page) || isUntrusted(page)
      ? ok(context.portal.origin)
      : problem(
          `${context.portal.origin}: ${page.status}. Check the address, and that the proxy and a backend are running`,
        );
  }),
  check('Portal certificate', async context => {
    const page = await openPortal(context);
    if (isUntrusted(page)) {
      return problem(
        `${page.status}. Install a certificate for this host, with its chain`,
      );
    }
    if (!isUp(page) || context.portal.protocol === 'http:') {
      skip('The portal was not reached over HTTPS');
    }
    const left = Date.parse(page.validTo) - Date.now();
    const days = Math.floor(left / DAY_MS);
    return days < DAYS_TO_RENEW
      ? problem(
          `It expires in ${days} days. Renew it. If it should renew automatically, find out why it did not`,
        )
      : ok(`Valid for ${days} days`);
  }),
  check('Sign-in redirect', async context => {
    const { status, headers } = await requirePortal(context);
    const provider = readRedirect(headers);
    return provider
      ? ok(`to ${provider.origin}`)
      : problem(
          `A page without a session gets ${status} instead of a redirect to a provider. Is this the proxy's address?`,
        );
  }),
  ofSignIn('Client ID', (context, provider) => {
    const id = provider.searchParams.get('client_id');
    const { OIDC_CLIENT_ID } = context.values;
    return isOurClient(context, provider)
      ? ok(id)
      : problem(
          `The proxy signs in as "${id}", but OIDC_CLIENT_ID is "${OIDC_CLIENT_ID}"`,
        );
  }),
  ofSignIn('Redirect URI', (context, provider) => {
    const uri = provider.searchParams.get('redirect_uri');
    return isOurAddress(context, provider)
      ? ok(uri)
      : problem(
          `The provider returns users to ${uri}. Set PUBLIC_URL to ${context.portal.origin}`,
        );
  }),
  ofSignIn('Scope', (_, { searchParams }) => {
    const scope = searchParams.get('scope') ?? '';
    return scope.split(' ').includes('openid')
      ? ok(scope)
      : problem(
          `OIDC_SCOPE is "${scope}". Without openid, there is no ID token`,
        );
  }),
  ofSignIn('PKCE and nonce', (_, { pathname, searchParams }) => {
    if (pathname.startsWith('/_idp/')) {
      skip("The development proxy's provider has neither");
    }
    return problemOrOk(
      [
        searchParams.get('code_challenge_method') !== 'S256' &&
          'code_challenge_method: S256',
        !searchParams.has('nonce') && 'insecureSkipNonce: false',
      ],
      'S256, and a nonce',
      'deploy/oauth2-proxy/alpha.yaml must set this',
    );
  }),
  ofSignIn('Sign-in page', async (context, provider) => {
    const { ca, portal } = context;
    if (!isOurClient(context, provider) || !isOurAddress(context, provider)) {
      skip('The client ID or the redirect URI is wrong');
    }
    const { status, failure } = await request(provider.href, { ca });
    if (failure === TOO_SLOW || isUntrusted({ failure })) {
      skip(`${provider.origin}: ${status}`);
    }
    const advice = failure
      ? 'Check OIDC_LOGIN_URL'
      : `Register the client with ${portal.origin}${CALLBACK} at the provider`;
    return status < 400
      ? ok('The provider accepts the client and the redirect URI')
      : problem(`${provider.origin}: ${status}. ${advice}`);
  }),
  ofSignIn('API without a session', async ({ portal }) =>
    problemOrOk(
      (await ask(portal, [...API_REQUESTS, ...FILES]))
        .filter(({ status }) => status !== 401)
        .map(({ what, status }) => `${what} gets ${status} instead of 401`),
      'Background requests do not start sign-ins',
      'Check OAUTH2_PROXY_API_ROUTES',
    ),
  ),
  ofSignIn('Private paths', async ({ portal }) =>
    problemOrOk(
      (await ask(portal, API_REQUESTS))
        .filter(isFromBackend)
        .map(({ what }) => `${what} does not need a session`),
      'All need a session',
      'Restrict OAUTH2_PROXY_SKIP_AUTH_ROUTES',
    ),
  ),
  ofSignIn('Public paths', async ({ portal }) =>
    problemOrOk(
      (await ask(portal, PUBLIC_REQUESTS))
        .filter(({ status }) => [302, 401, 403].includes(status))
        .map(({ what, status }) => `${what} gets ${status}`),
      'Sign-out, health and keys need no session',
      'Add these paths to OAUTH2_PROXY_SKIP_AUTH_ROUTES',
    ),
  ),
  ofSignIn('WebSockets', async context => {
    const { cookie } = context.session;
    const identity = cookie && (await refresh(context)).backstageIdentity;
    const { status } = await request(`${context.portal.origin}/api/signals`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
        ...(identity && { cookie, 'Sec-WebSocket-Protocol': identity.token }),
      },
    });
    // "API without a session" reports redirects.
    const expected = identity ? [101] : [401, 302];
    return expected.includes(status)
      ? ok(
          identity
            ? 'A WebSocket was opened'
            : 'Refused immediately without a session',
        )
      : problem(
          `/api/signals gets ${status} instead of ${expected[0]}. Everything in front of the portal must forward the headers Upgrade and Connection`,
        );
  }),
  ofSignIn('Forged identity headers', async context => {
    const token = `Bearer ${forgeTokens(context.values)['another key']}`;
    const attempts = [
      ...TOKEN_HEADERS.map(name => ({ [name]: token })),
      USER_HEADERS,
    ];
    const [usual, ...found] = await Promise.all(
      [{}, ...attempts].map(headers => findUser(context, headers)),
    );
    return problemOrOk(
      attempts
        .filter((_, index) => found[index] !== usual)
        .map(headers => `${Object.keys(headers)} reaches the backend`),
      `${attempts.length} had no effect`,
      "The proxy must remove these headers from clients' requests",
    );
  }),
  ofSignIn('Forged address headers', async ({ portal }, provider) => {
    const api = API_REQUESTS.slice(0, 1);
    const [[usual], [forged], page] = await Promise.all([
      ask(portal, api),
      ask(portal, api, ADDRESS_HEADERS),
      request(portal.origin, { headers: { ...PAGE, ...HOST_HEADER } }),
    ]);
    return problemOrOk(
      [
        !isFromBackend(usual) &&
          isFromBackend(forged) &&
          'X-Forwarded-Uri bypasses the session check',
        readRedirect(page.headers)?.searchParams.get('redirect_uri') !==
          provider.searchParams.get('redirect_uri') &&
          'X-Forwarded-Host changes the redirect URI',
      ],
      'They had no effect',
      'Set OAUTH2_PROXY_REVERSE_PROXY=false',
    );
  }),
  ofSignIn('Deep links', async ({ portal }) => {
    const { headers } = await request(portal.origin + DEEP_LINK, {
      headers: PAGE,
    });
    const state = readRedirect(headers)?.searchParams.get('state') ?? '';
    const decoded = Buffer.from(state, 'base64url').toString();
    return [state, decoded].some(text => text.endsWith(DEEP_LINK))
      ? ok('Users return to the page that they opened')
      : problem(
          `Users who open ${DEEP_LINK} do not return to it. Everything in front of the portal must keep the whole URL`,
        );
  }),
  ofSignIn('Cookie flags', async context => {
    const { headers } = await openPortal(context);
    const cookie =
      headers['set-cookie']?.find(line => /^\S*_csrf/.test(line)) ??
      skip('The redirect sets no cookie');
    const isHttps = context.portal.protocol === 'https:';
    const flags = [
      ['HttpOnly', /; *HttpOnly/i, true],
      ['SameSite=Lax', /; *SameSite=Lax/i, true],
      ['Secure', /; *Secure/i, isHttps],
      ['__Host- in its name', /^__Host-/, isHttps],
    ];
    return problemOrOk(
      flags
        .filter(([, pattern, isWanted]) => pattern.test(cookie) !== isWanted)
        .map(([flag, , isWanted]) =>
          isWanted
            ? `The cookie lacks ${flag}. Remove COOKIE_NAME and COOKIE_SECURE`
            : `The cookie has ${flag}, so browsers drop it over http://. Set COOKIE_NAME=_oauth2_proxy and COOKIE_SECURE=false`,
        ),
      flags.flatMap(([flag, , isWanted]) => (isWanted ? flag : [])).join(', '),
    );
  }),
  ofSignIn('Header size', async ({ portal }) => {
    const headers = { 'X-Large': LARGE_HEADER };
    const [{ status }] = await ask(portal, PUBLIC_REQUESTS.slice(1), headers);
    return [400, 413, 414, 431, 494].includes(status) ||
      typeof status === 'string'
      ? problem(
          `A header of ${LARGE_HEADER.length} bytes gets ${status}. Raise the limits of everything in front of the portal, such as nginx's large_client_header_buffers`,
        )
      : ok(`A header of ${LARGE_HEADER.length} bytes is accepted`);
  }),
];

/** Creates a check that needs a portal with a sign-in. It gets the URL at the provider to which the proxy redirects. */
function ofSignIn(title, run) {
  return check(title, async context => {
    const { headers } = await requirePortal(context);
    const provider = readRedirect(headers);
    return run(context, provider ?? skip('There is no redirect to a provider'));
  });
}

/** Opens the home page like a browser without a session. */
const openPortal = shared(async ({ portal }) => {
  if (!portal) {
    skip('To check a running portal, add --url <its address>');
  }
  return request(portal.origin, { headers: PAGE });
});

async function requirePortal(context) {
  const page = await openPortal(context);
  return isUp(page) ? page : skip('The portal is unavailable');
}

function isUp({ status }) {
  return status < 500;
}

function readRedirect({ location }) {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  return url?.searchParams.has('client_id') ? url : undefined;
}

function isOurClient({ values: { OIDC_CLIENT_ID } }, { searchParams }) {
  return !OIDC_CLIENT_ID || searchParams.get('client_id') === OIDC_CLIENT_ID;
}

function isOurAddress({ portal }, { searchParams }) {
  return searchParams.get('redirect_uri') === portal.origin + CALLBACK;
}

function ask({ origin }, requests, headers) {
  return Promise.all(
    requests.map(async ([method, path]) => ({
      what: `${method} ${path}`,
      ...(await request(origin + path, { method, headers })),
    })),
  );
}

/** Returns the user that the backend sees, or why it refuses. With a copied session, that is the session's user. */
async function findUser({ portal, session: { cookie } }, headers) {
  const answer = await request(portal.origin + REFRESH, {
    headers: { ...headers, ...(cookie && { cookie }) },
  });
  const { error, backstageIdentity } = readJson(answer) ?? {};
  return backstageIdentity?.identity.userEntityRef ?? error?.code;
}

/** The proxy's own responses are an empty object or a page. */
function isFromBackend(answer) {
  return answer.status === 200 || Boolean(readJson(answer)?.error);
}
