// The page must refuse script URLs.
/* eslint-disable no-script-url */
import {
  configApiRef,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { Route, Routes } from 'react-router-dom';
import Consent from './Consent';
import { AuthorizationRequest } from './authorizationRequest';
import { ProblemKind, problemTexts } from './consentTexts';

const ORIGIN = 'https://portal.example.com';
const SESSIONS = `${ORIGIN}/api/auth/v1/sessions`;
const CLI = `${ORIGIN}/api/auth/.well-known/oauth-client/cli.json`;
const CALLBACK = 'http://127.0.0.1:8055/callback';
const WITH_CODE = `${CALLBACK}?code=secret&state=s`;

const cliRequest: AuthorizationRequest = {
  clientId: CLI,
  clientName: 'Backstage CLI',
  scope: 'openid offline_access',
  redirectUri: CALLBACK,
};

const server = setupServer();
registerMswTestHooks(server);

/** Opens the page for a request. Ada is signed in. */
async function open(request: Partial<AuthorizationRequest> = {}, id = '7') {
  server.use(
    http.get(`${SESSIONS}/7`, () =>
      HttpResponse.json({ id: '7', ...cliRequest, ...request }),
    ),
  );
  const navigation = { assign: jest.fn() };
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [configApiRef, mockApis.config({ data: { app: { title: 'Acme' } } })],
        [discoveryApiRef, mockApis.discovery({ baseUrl: ORIGIN })],
        [fetchApiRef, { fetch: (...args) => fetch(...args) }],
        [
          identityApiRef,
          mockApis.identity({
            userEntityRef: 'user:default/ada',
            displayName: 'Ada Lovelace',
          }),
        ],
      ]}
    >
      <Routes>
        <Route
          path="/oauth2/authorize/:sessionId"
          element={<Consent navigation={navigation} />}
        />
      </Routes>
    </TestApiProvider>,
    { routeEntries: [`/oauth2/authorize/${id}`] },
  );
  return navigation;
}

/** Mocks the backend's response to the user's answer. */
function respondTo(answer: string, response: () => Response) {
  const answers: string[] = [];
  server.use(
    http.post(`${SESSIONS}/7/${answer}`, () => {
      answers.push(answer);
      return response();
    }),
  );
  return answers;
}

const redirectTo = (redirectUrl: string) => () =>
  HttpResponse.json({ redirectUrl });

const oidcError = (status: number, description: string) => () =>
  HttpResponse.json(
    { error: 'invalid_request', error_description: description },
    { status },
  );

const failToLoad = (response: () => Response) =>
  server.use(http.get(`${SESSIONS}/8`, response));

const heading = (name: string) =>
  screen.findByRole('heading', { level: 1, name });
const button = (name: string) => screen.findByRole('button', { name });
const press = async (name: string) => userEvent.click(await button(name));
const valueOf = (term: string) =>
  screen.getByText(term, { selector: 'dt' }).nextElementSibling;

async function expectProblem(kind: ProblemKind) {
  expect(await heading(problemTexts[kind].title)).toHaveFocus();
  expect(screen.queryByRole('button', { name: 'Authorize' })).toBeNull();
}

describe('consent page', () => {
  it('shows the program, the user, the permissions and the destination', async () => {
    await open();
    expect(await heading('Authorize Backstage CLI?')).toBeInTheDocument();
    expect(screen.getByText(/sign in to Acme as you/)).toBeInTheDocument();
    expect(valueOf('Program')).toHaveTextContent(
      `Backstage CLI (This portal's own command line)${CLI}`,
    );
    expect(valueOf('Signs in as')).toHaveTextContent(
      'Ada Lovelace (user:default/ada)',
    );
    expect(
      screen.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual([
      'Use the portal as you, with all your permissions',
      'Stay signed in until you revoke its access',
    ]);
    expect(valueOf('Sends you to')).toHaveTextContent(
      'A program on this computer (127.0.0.1:8055)',
    );
  });

  it.each([undefined, 'openid', 'openid offline_access_x'])(
    'does not say that the program stays signed in for the scope %p',
    async scope => {
      await open({ scope });
      expect(await screen.findAllByRole('listitem')).toHaveLength(1);
    },
  );

  it('moves the focus to its heading, and then to the buttons', async () => {
    await open();
    expect(await heading('Authorize Backstage CLI?')).toHaveFocus();
    await userEvent.tab();
    expect(await button('Authorize')).toHaveFocus();
    await userEvent.tab();
    expect(await button('Cancel')).toHaveFocus();
  });

  describe('for a client that is a website', () => {
    const website = { clientId: 'https://evil.example/oauth/client.json' };

    it('shows the host instead of the name that the client chose', async () => {
      await open(website);
      expect(await heading('Authorize evil.example?')).toBeInTheDocument();
      expect(valueOf('Program')).toHaveTextContent(
        'Backstage CLI (Not verified)https://evil.example/oauth/client.json',
      );
      expect(
        screen.getByText(
          /Only authorize the program if you trust evil.example/,
        ),
      ).toBeInTheDocument();
    });

    it.each([
      ['another origin', CLI.replace('portal.', 'portal-')],
      ['another port', CLI.replace('.com', '.com:8443')],
      ['another scheme', CLI.replace('https', 'http')],
      ['a longer path', `${CLI}/x`],
      ['another path', CLI.replace('cli.json', 'other.json')],
      ['a host that looks the same', CLI.replace('portal', 'pоrtal')],
    ])('is not fooled by %s', async (_, clientId) => {
      await open({ clientId });
      await heading(`Authorize ${new URL(clientId).host}?`);
      expect(screen.getByText(/doesn't know this program/)).toBeInTheDocument();
    });

    it('shows the name without invisible characters, line breaks and excess length', async () => {
      const clientName = `Back\u202Estage\n\u0000 CLI\u200B ${'x'.repeat(99)}`;
      await open({ ...website, clientName });
      await heading('Authorize evil.example?');
      const name = valueOf('Program')?.querySelector('bdi')?.textContent;
      expect(name).toMatch(/^Backstage CLI x{46}…$/);
    });
  });

  it.each([{}, { clientId: 'acme-cli', clientName: 'Acme' }])(
    'shows no warning for the known client %p',
    async client => {
      await open(client);
      await button('Authorize');
      expect(screen.queryByText(/doesn't know/)).not.toBeInTheDocument();
    },
  );

  it('says that administrators set up a configured client', async () => {
    await open({ clientId: 'acme-cli', clientName: 'Acme' });
    expect(await heading('Authorize Acme?')).toBeInTheDocument();
    expect(valueOf('Program')).toHaveTextContent(
      'Acme (Set up for this portal by its administrators)acme-cli',
    );
  });

  it.each([
    ['http://[::1]:99/x', 'A program on this computer ([::1]:99)'],
    ['http://localhost/x', 'A program on this computer (localhost)'],
    ['http://localhost.evil.example/', 'The website localhost.evil.example'],
    ['http://127.0.0.1@evil.example/', 'The website evil.example'],
    ['https://app.example.com/cb', 'The website app.example.com'],
    ['cursor://oauth/cb', 'The app on this computer that opens cursor links'],
  ])('describes %s as "%s"', async (redirectUri, destination) => {
    await open({ redirectUri });
    await button('Authorize');
    expect(valueOf('Sends you to')).toHaveTextContent(destination);
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript://example.com/%0aalert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'blob:https://portal.example.com/x',
    'file:///etc/passwd',
    'vbscript:x',
    'about:blank',
    'filesystem:https://portal.example.com/temporary/x',
    'view-source:https://portal.example.com/',
    'not a URL',
  ])('refuses to send the user to %j', async redirectUri => {
    await open({ redirectUri });
    await expectProblem('unsafe');
  });

  it.each([
    ['Authorize', 'approve', WITH_CODE, 'Authorized'],
    ['Cancel', 'reject', `${CALLBACK}?error=access_denied`, 'Cancelled'],
  ])('"%s" returns to the program', async (name, answer, url, title) => {
    const answers = respondTo(answer, redirectTo(url));
    const navigation = await open();
    await press(name);
    expect(await heading(title)).toHaveFocus();
    expect(navigation.assign.mock.calls).toEqual([[url]]);
    expect(answers).toEqual([answer]);
    expect(
      screen.getByRole('link', { name: 'Return to the program' }),
    ).toHaveAttribute('href', url);
  });

  it('sends only one answer', async () => {
    let finish = () => {};
    const finished = new Promise<void>(resolve => {
      finish = resolve;
    });
    const answers: string[] = [];
    server.use(
      http.post(`${SESSIONS}/7/:answer`, async ({ params }) => {
        answers.push(String(params.answer));
        await finished;
        return HttpResponse.json({ redirectUrl: WITH_CODE });
      }),
    );
    await open();
    await press('Authorize');
    expect(await button('Authorize')).toBeDisabled();
    expect(await button('Cancel')).toBeDisabled();
    finish();
    await heading('Authorized');
    expect(answers).toEqual(['approve']);
  });

  it.each([
    'https://evil.example/callback?code=secret',
    'http://127.0.0.1:8055/other?code=secret',
    'javascript:alert(1)',
  ])('does not redirect to %s, which it did not show', async url => {
    respondTo('approve', redirectTo(url));
    const navigation = await open();
    await press('Authorize');
    await expectProblem('unsafe');
    expect(navigation.assign).not.toHaveBeenCalled();
  });

  it.each<[ProblemKind, string, () => Response]>([
    [
      'no_longer_valid',
      'the request is unknown',
      oidcError(400, 'Invalid authorization session'),
    ],
    [
      'no_longer_valid',
      'the request has expired',
      oidcError(400, 'Authorization session expired'),
    ],
    [
      'no_longer_valid',
      'the request has been answered',
      oidcError(400, 'Authorization session not found or expired'),
    ],
    [
      'turned_off',
      'the feature is off',
      () =>
        HttpResponse.json(
          { error: { name: 'NotFoundError', message: "Unknown auth 'v1'" } },
          { status: 404 },
        ),
    ],
    [
      'rejected',
      'the client cannot be checked',
      oidcError(400, 'Failed to fetch client metadata'),
    ],
    ['unreachable', 'the backend fails', oidcError(500, 'Unknown error')],
    ['unreachable', 'there is no network', () => HttpResponse.error()],
  ])('explains %s when %s', async (kind, _, response) => {
    failToLoad(response);
    await open({}, '8');
    await expectProblem(kind);
  });

  it('shows why the portal rejected the request', async () => {
    failToLoad(oidcError(400, 'Failed to fetch client metadata'));
    await open({}, '8');
    expect(
      await screen.findByText('Failed to fetch client metadata'),
    ).toBeInTheDocument();
  });

  it('offers to try again when the portal is unreachable', async () => {
    failToLoad(() => HttpResponse.error());
    await open({}, '8');
    expect(await button('Try again')).toBeInTheDocument();
  });

  it.each<[ProblemKind, () => Response]>([
    [
      'no_longer_valid',
      oidcError(400, 'Authorization session not found or expired'),
    ],
    ['rejected', oidcError(403, 'Authentication required')],
    ['unreachable', () => HttpResponse.error()],
  ])('explains %s when the answer fails', async (kind, response) => {
    respondTo('approve', response);
    const navigation = await open();
    await press('Authorize');
    await expectProblem(kind);
    expect(navigation.assign).not.toHaveBeenCalled();
  });

  it('says that it is loading', async () => {
    let finish = () => {};
    const finished = new Promise<void>(resolve => {
      finish = resolve;
    });
    server.use(
      http.get(`${SESSIONS}/8`, async () => {
        await finished;
        return HttpResponse.json(cliRequest);
      }),
    );
    await open({}, '8');
    expect(await heading('Loading the request')).toBeInTheDocument();
    finish();
    await waitFor(async () => expect(await button('Authorize')).toBeEnabled());
  });
});
