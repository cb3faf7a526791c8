import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse } from 'msw';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createProxySession } from '../createProxySession';
import {
  openSignInPage,
  PROVIDER,
  TestPortal,
} from '../session/__testUtils__/portal';
import { ownCodes, providerCodes } from './signInProblem';
import { SignInProblemKind, signInTexts } from './signInTexts';

const SUPPORT_URL = 'https://support.example.com';
const MESSAGE = 'There is no user:default/ada';

const portal = new TestPortal();
const session = createProxySession({
  provider: PROVIDER,
  logo: <span>The logo</span>,
});

const open = (app = {}) => openSignInPage(session, PROVIDER, { app });

/** Answers with an error as Backstage serializes it. */
function fail(status: number, error: {}) {
  const body = { error, response: { statusCode: status } };
  portal.answer(() => HttpResponse.json(body, { status }));
}

/** Answers with an error of the auth provider. */
function refuse(status: number, code: string, more: {} = {}) {
  fail(status, { name: 'Error', message: MESSAGE, code, ...more });
}

function openRefused(app = {}) {
  refuse(403, 'user_unknown');
  return open(app);
}

const page = (status: number) => () =>
  HttpResponse.html(`<h1>${MESSAGE}</h1>`, { status });

const heading = () => screen.findByRole('heading', { level: 1 });
const details = () =>
  screen.findByRole('region', { name: 'Details for the administrator' });

async function expectExplained(kind: SignInProblemKind, inDetails: string) {
  expect(await heading()).toHaveTextContent(signInTexts[kind].title);
  expect(await details()).toHaveTextContent(inDetails);
}

async function expectLink(name: string, address: string) {
  const link = await screen.findByRole('link', { name });
  expect(link).toHaveAttribute('href', address);
}

describe('sign-in page with an error', () => {
  it.each<[SignInProblemKind, string]>([
    ['account_unusable', 'user_name_missing'],
    ['account_unusable', 'user_name_invalid'],
    ['user_name_taken', 'user_name_taken'],
    ['account_unusable', 'user_name_changed'],
    ['account_unusable', 'user_unknown'],
    ['account_unusable', 'groups_invalid'],
    ['account_unusable', 'groups_not_allowed'],
    ['account_unusable', 'sign_in_denied'],
    ['email_not_verified', 'email_not_verified'],
  ])(
    'explains why the account cannot be used: %s for %s',
    async (kind, code) => {
      refuse(403, code);
      await open();
      await expectExplained(kind, `reason: ${code}`);
      expect(screen.getByText(MESSAGE)).toBeInTheDocument();
    },
  );

  it.each<[SignInProblemKind, number, string]>([
    ['token_refused', 401, 'token_malformed'],
    ['token_refused', 401, 'token_algorithm_not_allowed'],
    ['token_refused', 401, 'token_key_unknown'],
    ['token_refused', 401, 'token_signature_invalid'],
    ['token_refused', 401, 'token_issuer_mismatch'],
    ['token_refused', 401, 'token_audience_mismatch'],
    ['token_refused', 401, 'token_claim_missing'],
    ['token_refused', 401, 'token_type_not_allowed'],
    ['proxy_bypassed', 401, 'token_missing'],
    ['provider_unreachable', 503, 'provider_unreachable'],
    ['backend_down', 503, 'database_unreachable'],
  ])(
    'explains why the token cannot be used: %s for %s %s',
    async (kind, status, code) => {
      refuse(status, code);
      await open();
      await expectExplained(kind, `reason: ${code}`);
      expect(document.body).not.toHaveTextContent(MESSAGE);
    },
  );

  it.each<[SignInProblemKind, string, () => Response, string]>([
    [
      'session_ended',
      'the proxy answers 401',
      () => HttpResponse.json({}, { status: 401 }),
      'reason: no_session',
    ],
    ['account_unusable', 'the proxy returns 403', page(403), 'denied_by_proxy'],
    ['proxy_bypassed', 'the address has no API', page(404), 'reason: no_api'],
    ['backend_down', 'the proxy answers 502', page(502), 'status: 502'],
    ['backend_down', 'the proxy answers 503', page(503), 'status: 503'],
    ['backend_down', 'the proxy answers 504', page(504), 'status: 504'],
    ['backend_down', 'there is no network', HttpResponse.error, 'no_answer'],
    ['unexpected', 'the response is a page', page(200), 'SyntaxError'],
  ])('explains %s when %s', async (kind, _, answer, inDetails) => {
    portal.answer(answer);
    await open();
    await expectExplained(kind, inDetails);
    expect(document.body).not.toHaveTextContent(MESSAGE);
  });

  it.each([
    ['the provider is not configured', 404, 'NotFoundError'],
    ['the backend fails', 500, 'Error'],
  ])('says that the error is unexpected when %s', async (_, status, name) => {
    fail(status, { name, message: MESSAGE });
    await open();
    await expectExplained('unexpected', `status: ${status}`);
  });

  describe('because of the clock', () => {
    const iat = Date.UTC(2026, 2, 1, 12, 0) / 1000;

    it.each<[SignInProblemKind, string, number, string]>([
      ['token_expired', 'token_expired', iat + 900, '2026-03-01 12:15:00 UTC'],
      [
        'clock_wrong',
        'token_not_yet_valid',
        iat - 60,
        '2026-03-01 11:59:00 UTC',
      ],
    ])(
      'shows all times next to each other: %s for %s',
      async (kind, code, now, server) => {
        refuse(401, code, { times: { now, iat, exp: iat + 300 } });
        await open();
        const issued = '2026-03-01 12:00:00 UTC';
        const ends = '2026-03-01 12:05:00 UTC';
        const texts = (role: string) =>
          screen.getAllByRole(role).map(element => element.textContent);
        await expectExplained(
          kind,
          `server: ${server} iat: ${issued} exp: ${ends}`,
        );
        expect(texts('term')).toEqual([
          'Time on the server',
          'Time on this device',
          'Sign-in issued',
          'Sign-in expires',
        ]);
        expect(texts('definition')).toEqual([
          server,
          expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
          issued,
          ends,
        ]);
      },
    );

    it.each([undefined, null, 'noon', { now: '<b>', iat: 1e300 }])(
      'leaves out invalid times: %p',
      async times => {
        refuse(401, 'token_expired', { times });
        await open();
        expect(await details()).not.toHaveTextContent(/server|iat/);
      },
    );
  });

  it('retries automatically during an outage', async () => {
    refuse(503, 'provider_unreachable');
    await open();
    expect(await screen.findByText(/retries automatically/)).toBeVisible();
  });

  it.each([
    ['account_unusable', 403],
    ['session_ended', 401],
  ])('does not retry automatically for %s', async (_, status) => {
    portal.answer(() => HttpResponse.json({}, { status }));
    await open();
    await heading();
    expect(screen.queryByText(/retries/)).not.toBeInTheDocument();
  });

  it('does not retry automatically after it has just reloaded the page', async () => {
    sessionStorage.setItem('sign-in-recovered-at', String(Date.now()));
    refuse(503, 'provider_unreachable');
    await open();
    await heading();
    expect(screen.queryByText(/retries/)).not.toBeInTheDocument();
    sessionStorage.clear();
  });

  it("shows the app's logo", async () => {
    await openRefused();
    expect(await screen.findByText('The logo')).toBeVisible();
  });

  it('moves the focus to its heading', async () => {
    await openRefused();
    expect(await heading()).toHaveFocus();
  });

  it('offers to sign in again when the session has ended', async () => {
    portal.endSession();
    await open();
    await expectLink('Sign in again', '/oauth2/start?rd=%2F');
  });

  it("uses the proxy's configured prefix", async () => {
    portal.endSession();
    await open({ auth: { proxyPrefix: '/_oauth2' } });
    await expectLink('Sign in again', '/_oauth2/start?rd=%2F');
  });

  it.each([
    [403, 'user_unknown', 'Sign out and use another account'],
    [401, 'token_audience_mismatch', 'Sign out and in again'],
  ])('after %s %s, offers: %s', async (status, code, name) => {
    refuse(status, code);
    await open();
    await expectLink(
      name,
      '/oauth2/sign_out?rd=%2Foauth2%2Fstart%3Fprompt%3Dlogin',
    );
  });

  it('offers to try again', async () => {
    await openRefused();
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
  });

  it('links to the support page if one is configured', async () => {
    await openRefused({ support: { url: SUPPORT_URL } });
    await expectLink('Ask for help', SUPPORT_URL);
  });

  it('has no support link if none is configured', async () => {
    await openRefused();
    await heading();
    expect(screen.queryByRole('link', { name: 'Ask for help' })).toBeNull();
  });

  const copyDetails = async () => {
    await openRefused();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Copy details' }),
    );
  };

  it('copies the details for the administrator', async () => {
    userEvent.setup();
    await copyDetails();
    expect(screen.getByRole('status')).toHaveTextContent('Copied');
    const [copied] = await navigator.clipboard.read();
    const text = await (await copied.getType('text/plain')).text();
    const [reason, status, message, time, address] = text.split('\n');
    expect(reason).toBe('reason: user_unknown');
    expect(status).toBe('status: 403');
    expect(message).toBe(`message: ${MESSAGE}`);
    expect(time).toMatch(/^time: \d{4}-\d\d-\d\d [\d:]+ UTC$/);
    expect(address).toBe(`address: ${window.location.origin}`);
  });

  it('says so when the browser does not allow copying', async () => {
    userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValue(new Error('denied'));
    await copyDetails();
    expect(await screen.findByText(/Select the text/)).toBeVisible();
  });

  it('shows no unknown parts of a response', async () => {
    const token = 'eyJhbGciOiJub25lIn0.e30.';
    const error = { message: token, token, cause: { token } };
    refuse(401, 'token_signature_invalid', error);
    await open();
    expect(await details()).toBeInTheDocument();
    expect(document.body.innerHTML).not.toContain('eyJ');
  });
});

describe('reason codes', () => {
  const read = (path: string) =>
    readFileSync(resolve(__dirname, '../../../..', path), 'utf8');
  const find = (text: string, pattern: RegExp) =>
    Array.from(text.matchAll(pattern), ([, found]) => found);

  it('of the auth provider are all explained, and no others', () => {
    const report = read('plugins/auth-oauth2proxy/report.api.md');
    const types = find(
      report,
      /type (?:Token|Identity|Unavailable)Reason =([^;]+)/g,
    );
    const codes = find(types.join(), /'(\w+)'/g);
    expect(Object.keys(providerCodes).sort()).toEqual(codes.sort());
  });

  it('of the auth provider are in the table of its README', () => {
    const readme = read('plugins/auth-oauth2proxy/README.md');
    const codes = find(readme, /^\| \d{3} +\| `(\w+)`/gm);
    expect(codes.sort()).toEqual(Object.keys(providerCodes).sort());
  });

  it('of this page are in the troubleshooting guide, with all titles', () => {
    const [, table] = read('docs/troubleshooting.md').split(
      /^### .* error pages\n/m,
    );
    const titles = Object.values(signInTexts).map(({ title }) => title);
    const listed = find(table, /^\| ([A-Z].*?) +\|/gm);
    expect(listed.sort()).toEqual(titles.sort());
    const codes = find(table, /`(\w+)`/g).filter(code => code in ownCodes);
    expect(codes.sort()).toEqual(Object.keys(ownCodes).sort());
  });
});

describe('sign-in page without an error', () => {
  const answer = {
    profile: { displayName: 'Ada Lovelace', email: 'ada@example.com' },
    backstageIdentity: {
      token: 'header.e30.signature',
      identity: {
        type: 'user',
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/platform'],
      },
    },
  };

  it("returns the user's identity", async () => {
    portal.answer(() => HttpResponse.json(answer));
    const [identity] = await open();
    expect(await identity.getProfileInfo()).toEqual(answer.profile);
    expect(await identity.getBackstageIdentity()).toEqual(
      answer.backstageIdentity.identity,
    );
    expect(await identity.getCredentials()).toEqual({
      token: answer.backstageIdentity.token,
    });
  });

  it('asks for JSON only, so that the proxy does not redirect', async () => {
    let accept: string | null = null;
    portal.answer(({ headers }) => {
      accept = headers.get('accept');
      return HttpResponse.json(answer);
    });
    await open();
    expect(accept).toBe('application/json');
  });
});
