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
import { signInTexts } from './signInTexts';
import { withProxySession } from './withProxySession';

const ORIGIN = 'https://portal.example.com';
const REFRESH = `${ORIGIN}/api/auth/oauth2proxy/refresh`;
const SUPPORT_URL = 'https://support.example.com';

const SignInPage = withProxySession(props => (
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

/** An answer of the provider plugin, as Backstage serializes its errors. */
function refuse(status: number, code: string, message = 'For nobody to see') {
  const error = { name: 'Error', message, code };
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

describe('sign-in page that is refused', () => {
  it.each([
    'user_name_missing',
    'user_name_invalid',
    'user_unknown',
    'groups_invalid',
    'groups_not_allowed',
    'sign_in_denied',
  ])('says that the account cannot be used, and why, for %s', async code => {
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

  it.each([
    'token_malformed',
    'token_algorithm_not_allowed',
    'token_key_unknown',
    'token_signature_invalid',
    'token_issuer_mismatch',
    'token_audience_mismatch',
    'token_expired',
    'token_not_yet_valid',
    'token_claim_missing',
    'token_type_not_allowed',
  ])('says that the sign-in was not accepted for %s', async code => {
    refuse(401, code);
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.token_refused.title);
    expect(await details()).toHaveTextContent(`reason: ${code}`);
    expect(screen.queryByText(/For nobody to see/)).not.toBeInTheDocument();
  });

  it('says that the portal was opened past its proxy for token_missing', async () => {
    refuse(401, 'token_missing');
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.proxy_bypassed.title);
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
    expect(
      screen.getByRole('button', { name: 'Sign in again' }),
    ).toBeInTheDocument();
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

  it('says that the portal does not answer when there is no network', async () => {
    answer(() => HttpResponse.error());
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.backend_down.title);
  });

  it.each([
    ['the provider is not configured', 404],
    ['the backend fails', 500],
    ['the proxy itself denies access', 403],
  ])('admits that it was not expected when %s', async (_, status) => {
    answer(() => HttpResponse.text('', { status }));
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.unexpected.title);
    expect(await details()).toHaveTextContent(`status: ${status}`);
  });

  it('admits that it was not expected when a page comes instead of a session', async () => {
    answer(() => HttpResponse.html('<h1>Sign in</h1>'));
    await openSignInPage();
    expect(await heading()).toHaveTextContent(signInTexts.unexpected.title);
  });

  it('moves the focus to its heading', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage();
    expect(await heading()).toHaveFocus();
  });

  it('leads to another try and to signing out', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage();
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Sign out and use another account' }),
    ).toHaveAttribute('href', '/_oauth2/sign_out');
  });

  it('links to support when the portal has one', async () => {
    refuse(403, 'user_unknown');
    await openSignInPage({ support: { url: SUPPORT_URL } });
    expect(
      await screen.findByRole('link', { name: 'Ask for help' }),
    ).toHaveAttribute('href', SUPPORT_URL);
  });

  it('has no support link when the portal has no support', async () => {
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
    expect(message).toBe('There is no user:default/ada');
    expect(time).toMatch(/^time: \d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(address).toBe(`address: ${window.location.origin}`);
  });
});

describe('sign-in page that is let in', () => {
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

  it('hands over the identity of the person', async () => {
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

  it('asks for nothing but JSON, so that the proxy answers instead of redirecting', async () => {
    let accept: string | null = null;
    answer(({ request }) => {
      accept = request.headers.get('accept');
      return HttpResponse.json(session);
    });
    await openSignInPage();
    expect(accept).toBe('application/json');
  });
});
