import { ProxiedSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  discoveryApiRef,
  IdentityApi,
} from '@backstage/core-plugin-api';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse, HttpResponseResolver } from 'msw';
import { setupServer } from 'msw/node';
import { createProxySession } from '../createProxySession';
import { signInTexts } from './signInTexts';

const ORIGIN = 'https://portal.example.com';
const REFRESH = `${ORIGIN}/api/auth/oauth2proxy/refresh`;
const SUPPORT_URL = 'https://support.example.com';

const proxySession = createProxySession({
  provider: 'oauth2proxy',
  logo: <span>The logo</span>,
});
const SignInPage = proxySession.wrap(props => (
  <ProxiedSignInPage {...props} provider="oauth2proxy" />
));

const server = setupServer();
registerMswTestHooks(server);

async function openSignInPage(config = {}): Promise<IdentityApi[]> {
  const identities: IdentityApi[] = [];
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [discoveryApiRef, mockApis.discovery({ baseUrl: ORIGIN })],
        [configApiRef, mockApis.config({ data: { app: config } })],
      ]}
    >
      <SignInPage onSignInSuccess={identity => identities.push(identity)} />
    </TestApiProvider>,
  );
  return identities;
}

/** Answers with an error of the auth provider, as Backstage serializes it. */
function refuse(
  status: number,
  code: string,
  message = 'Internal message',
  more = {},
) {
  const error = { name: 'Error', message, code, ...more };
  answer(() =>
    HttpResponse.json({ error, response: { statusCode: status } }, { status }),
  );
}

function answer(resolver: HttpResponseResolver) {
  server.use(http.get(REFRESH, resolver));
}

function heading() {
  return screen.findByRole('heading', { level: 1 });
}

function details() {
  return screen.findByRole('region', { name: 'Details for the administrator' });
}

describe('sign-in page with an error', () => {
  it.each([
    'user_name_missing',
    'user_name_invalid',
    'user_unknown',
    'groups_invalid',
    'groups_not_allowed',
    'sign_in_denied',
  ])('explains why the account cannot be used for %s', async code => {
    refuse(403, code, 'There is no user:default/ada');
    await openSignInPage();
    expect(await heading()).toHaveTextContent(
      signInTexts.account_unusable.title,
    );
    expect(
      screen.getByText('There is no user:default/ada'),
    ).toBeInTheDocument();
    expect(await details()).toHaveTextContent(`reason: ${code}`);
  });

  it('says that the email address is not verified, and which, for email_not_verified', async () => {
    refuse(403, 'email_not_verified', '"ada@example.com" is not verified.');
    await openSignInPage();
    expect(await heading()).toHaveTextContent(
      signInTexts.email_not_verified.title,
    );
    expect(
      screen.getByText('"ada@example.com" is not verified.'),
    ).toBeInTheDocument();
    expect(await details()).toHaveTextContent('reason: email_not_verified');
  });

  it.each([
    'token_malformed',
    'token_algorithm_not_allowed',
    'token_key_unknown',
    'token_signature_invalid',
    'token_issuer_mismatch',
    'token_audience_mismatch',
    'token_claim_missing',
    'token_type_not_allowed',
  ])('says that the sign-in was not accepted for %s', async code => {
    refuse(401, code);
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.token_refused.title);
    expect(await details()).toHaveTextContent(`reason: ${code}`);
    expect(screen.queryByText(/Internal message/)).not.toBeInTheDocument();
  });

  describe('because of the clock', () => {
    const iat = Date.UTC(2026, 2, 1, 12, 0) / 1000;

    it.each([
      ['token_expired', signInTexts.token_expired, iat + 900],
      ['token_not_yet_valid', signInTexts.clock_wrong, iat - 60],
    ])('shows all times next to each other for %s', async (code, text, now) => {
      const times = { now, iat, exp: iat + 300 };
      refuse(401, code, '', { times });
      await openSignInPage();
      expect(await heading()).toHaveTextContent(text.title);
      const time = (seconds: number) =>
        `${new Date(seconds * 1000).toISOString().slice(0, 19)} UTC`.replace(
          'T',
          ' ',
        );
      expect(screen.getAllByRole('term').map(term => term.textContent)).toEqual(
        [
          'Time on the server',
          'Time on this device',
          'Sign-in issued',
          'Sign-in ends',
        ],
      );
      const shown = screen
        .getAllByRole('definition')
        .map(definition => definition.textContent);
      expect([shown[0], ...shown.slice(2)]).toEqual([
        time(now),
        time(iat),
        time(iat + 300),
      ]);
      expect(shown[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
      expect(await details()).toHaveTextContent(
        `server: ${time(now)} iat: ${time(iat)} exp: ${time(iat + 300)}`,
      );
    });

    it.each([undefined, null, 'noon', { now: '<b>', iat: 1e300 }])(
      'leaves out invalid times: %p',
      async times => {
        refuse(401, 'token_expired', '', { times });
        await openSignInPage();
        expect(await details()).not.toHaveTextContent(/server|iat/);
      },
    );
  });

  it('says that the address bypasses the proxy for token_missing', async () => {
    refuse(401, 'token_missing');
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.proxy_bypassed.title);
  });

  it('says that the address bypasses the proxy when it has no API', async () => {
    answer(() => HttpResponse.html('<pre>Cannot GET</pre>', { status: 404 }));
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.proxy_bypassed.title);
    expect(await details()).toHaveTextContent('reason: no_api');
  });

  it('says that the identity provider cannot be reached for provider_unreachable', async () => {
    refuse(503, 'provider_unreachable');
    await openSignInPage();
    expect(await heading()).toHaveTextContent(
      signInTexts.provider_unreachable.title,
    );
  });

  it('says that the session has ended when the proxy answers 401', async () => {
    answer(() => HttpResponse.json({}, { status: 401 }));
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.session_ended.title);
    expect(screen.getByRole('link', { name: 'Sign in again' })).toHaveAttribute(
      'href',
      '/_oauth2/start?rd=%2F',
    );
  });

  it('says that the account cannot be used when the proxy itself denies access', async () => {
    answer(() => HttpResponse.html('<h1>Forbidden</h1>', { status: 403 }));
    await openSignInPage();
    expect(await heading()).toHaveTextContent(
      signInTexts.account_unusable.title,
    );
    expect(await details()).toHaveTextContent('reason: denied_by_proxy');
    expect(screen.queryByText(/Forbidden/)).not.toBeInTheDocument();
  });

  it.each([502, 503, 504])(
    'says that the portal does not answer when the proxy answers %s',
    async status => {
      answer(() => HttpResponse.html('<h1>Bad gateway</h1>', { status }));
      await openSignInPage();
      expect(await heading()).toHaveTextContent(signInTexts.backend_down.title);
      expect(await details()).toHaveTextContent(`status: ${status}`);
    },
  );

  it('says that the portal does not answer without a network', async () => {
    answer(() => HttpResponse.error());
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.backend_down.title);
  });

  it('retries automatically during an outage', async () => {
    refuse(503, 'provider_unreachable');
    await openSignInPage();
    expect(await screen.findByText(/retries automatically/)).toBeVisible();
  });

  it.each(['account_unusable', 'session_ended'])(
    'does not retry automatically for %s',
    async kind => {
      answer(() =>
        HttpResponse.json({}, { status: kind === 'session_ended' ? 401 : 403 }),
      );
      await openSignInPage();
      await heading();
      expect(screen.queryByText(/retries/)).not.toBeInTheDocument();
    },
  );

  it('does not retry automatically after it has just reloaded the page', async () => {
    sessionStorage.setItem('sign-in-recovered-at', String(Date.now()));
    refuse(503, 'provider_unreachable');
    await openSignInPage();
    await heading();
    expect(screen.queryByText(/retries/)).not.toBeInTheDocument();
    sessionStorage.clear();
  });

  it.each([
    ['the provider is not configured', 404, 'NotFoundError'],
    ['the backend fails', 500, 'Error'],
  ])('says that the error is unexpected when %s', async (_, status, name) => {
    const error = { name, message: 'Internal message' };
    answer(() =>
      HttpResponse.json(
        { error, response: { statusCode: status } },
        { status },
      ),
    );
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.unexpected.title);
    expect(await details()).toHaveTextContent(`status: ${status}`);
  });

  it('says that the error is unexpected when the response is a page', async () => {
    answer(() => HttpResponse.html('<h1>Sign in</h1>'));
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.unexpected.title);
  });

  it('shows the logo of the app', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage();
    expect(await screen.findByText('The logo')).toBeVisible();
  });

  it('moves the focus to its heading', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage();
    expect(await heading()).toHaveFocus();
  });

  it('offers to try again and to sign out', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage();
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Sign out and use another account' }),
    ).toHaveAttribute(
      'href',
      '/_oauth2/sign_out?rd=%2F_oauth2%2Fstart%3Fprompt%3Dlogin',
    );
  });

  it('offers to sign out and in again when the token is not accepted', async () => {
    refuse(401, 'token_audience_mismatch');
    await openSignInPage();
    expect(
      await screen.findByRole('link', { name: 'Sign out and in again' }),
    ).toHaveAttribute(
      'href',
      '/_oauth2/sign_out?rd=%2F_oauth2%2Fstart%3Fprompt%3Dlogin',
    );
  });

  it('links to the support page if one is configured', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage({ support: { url: SUPPORT_URL } });
    expect(
      await screen.findByRole('link', { name: 'Ask for help' }),
    ).toHaveAttribute('href', SUPPORT_URL);
  });

  it('has no support link if none is configured', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage();
    await heading();
    expect(screen.queryByRole('link', { name: 'Ask for help' })).toBeNull();
  });

  it('copies the details for the administrator', async () => {
    const user = userEvent.setup();
    refuse(403, 'user_unknown', 'There is no user:default/ada');
    await openSignInPage();
    await user.click(
      await screen.findByRole('button', { name: 'Copy details' }),
    );
    expect(screen.getByRole('status')).toHaveTextContent('Copied');
    const [copied] = await navigator.clipboard.read();
    const text = await (await copied.getType('text/plain')).text();
    const [reason, status, message, time, address] = text.split('\n');
    expect(reason).toBe('reason: user_unknown');
    expect(status).toBe('status: 403');
    expect(message).toBe('message: There is no user:default/ada');
    expect(time).toMatch(/^time: \d{4}-\d\d-\d\d [\d:]+ UTC$/);
    expect(address).toBe(`address: ${window.location.origin}`);
  });

  it('shows no unknown parts of a response', async () => {
    const token = 'eyJhbGciOiJub25lIn0.e30.';
    refuse(401, 'token_signature_invalid', token, { token, cause: { token } });
    await openSignInPage();
    expect(await details()).toBeInTheDocument();
    expect(document.body.innerHTML).not.toContain('eyJ');
  });

  it('says so when the browser does not allow copying', async () => {
    const user = userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValue(new Error('denied'));
    refuse(403, 'user_unknown');
    await openSignInPage();
    await user.click(
      await screen.findByRole('button', { name: 'Copy details' }),
    );
    expect(await screen.findByText(/select the text/)).toBeVisible();
  });
});

describe('sign-in page without an error', () => {
  const session = {
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

  it('returns the identity of the user', async () => {
    answer(() => HttpResponse.json(session));
    const [identity] = await openSignInPage();
    expect(await identity.getProfileInfo()).toEqual(session.profile);
    expect(await identity.getBackstageIdentity()).toEqual(
      session.backstageIdentity.identity,
    );
    expect(await identity.getCredentials()).toEqual({
      token: session.backstageIdentity.token,
    });
  });

  it('asks for JSON only, so that the proxy does not redirect', async () => {
    let accept: string | null = null;
    answer(({ request }) => {
      accept = request.headers.get('accept');
      return HttpResponse.json(session);
    });
    await openSignInPage();
    expect(accept).toBe('application/json');
  });
});
