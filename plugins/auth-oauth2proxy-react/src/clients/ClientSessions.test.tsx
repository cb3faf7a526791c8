import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
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
import ClientSessions from './ClientSessions';
import { ClientSession } from './useClientSessions';

const ORIGIN = 'https://portal.example.com';
const ACTIONS = `${ORIGIN}/api/auth/.backstage/actions/v1/actions`;

const times = {
  createdAt: '2026-03-01T12:00:00.000Z',
  lastUsedAt: '2026-03-02T12:00:00.000Z',
};
const cli: ClientSession = {
  id: '1',
  clientId: `${ORIGIN}/api/auth/.well-known/oauth-client/cli.json`,
  ...times,
};
const website: ClientSession = {
  id: '2',
  clientId: 'https://client.example.com/oauth/client.json',
  ...times,
};
const configured: ClientSession = {
  id: '3',
  clientId: 'mcp',
  clientName: 'MCP client',
  ...times,
};

const server = setupServer();
registerMswTestHooks(server);

/** Mocks an action's endpoint and returns the list of its inputs. */
function answer(action: string, response: () => Response) {
  const inputs: unknown[] = [];
  server.use(
    http.post(`${ACTIONS}/auth:${action}/invoke`, async ({ request }) => {
      inputs.push(await request.json());
      return response();
    }),
  );
  return inputs;
}

const answerWithSessions = (...sessions: ClientSession[]) =>
  answer('list-client-sessions', () =>
    HttpResponse.json({ output: { sessions } }),
  );

const answerRevocation = () =>
  answer('revoke-client-session', () => HttpResponse.json({ output: {} }));

const error = (status: number, message: string) => () =>
  HttpResponse.json({ error: { name: 'Error', message } }, { status });

const render = (userEntityRef?: string) =>
  renderInTestApp(
    <TestApiProvider
      apis={[
        [discoveryApiRef, mockApis.discovery({ baseUrl: ORIGIN })],
        [fetchApiRef, { fetch: (...args) => fetch(...args) }],
      ]}
    >
      <p>The page</p>
      <ClientSessions userEntityRef={userEntityRef} />
    </TestApiProvider>,
  );

const titles = async () =>
  (await screen.findAllByRole('heading', { level: 3 })).map(
    ({ textContent }) => textContent,
  );
const revoke = async (title: string) =>
  userEvent.click(
    await screen.findByRole('button', { name: `Revoke ${title}` }),
  );

describe('ClientSessions', () => {
  it('lists each client, and shows when it was authorized and last used', async () => {
    const inputs = answerWithSessions(cli, website, configured);
    await render();
    expect(await titles()).toEqual([
      'Backstage CLI',
      'client.example.com',
      'MCP client',
    ]);
    expect(screen.getAllByRole('listitem')[2]).toHaveTextContent(
      `MCP clientmcpAuthorized ${new Date(
        times.createdAt,
      ).toLocaleString()}Last used ${new Date(
        times.lastUsedAt,
      ).toLocaleString()}`,
    );
    expect(inputs).toEqual([{}]);
  });

  it('says that no program is signed in as the user', async () => {
    answerWithSessions();
    await render();
    expect(
      await screen.findByText('No program is signed in as you.'),
    ).toBeInTheDocument();
  });

  it('revokes a client, confirms it, and keeps the others', async () => {
    answerWithSessions(cli, configured);
    const inputs = answerRevocation();
    await render();
    await screen.findByText('Backstage CLI');
    answerWithSessions(configured);
    await revoke('Backstage CLI');
    const status = await screen.findByText('Backstage CLI has been revoked.');
    expect(status).toHaveFocus();
    await waitFor(async () => expect(await titles()).toEqual(['MCP client']));
    expect(inputs).toEqual([{ id: '1' }]);
  });

  it("lists another user's clients for an administrator", async () => {
    const ada = { userEntityRef: 'user:default/ada' };
    const lists = answerWithSessions(cli);
    const revocations = answerRevocation();
    await render(ada.userEntityRef);
    expect(await screen.findByText(/as this user/)).toBeInTheDocument();
    await revoke('Backstage CLI');
    await screen.findByText('Backstage CLI has been revoked.');
    expect(lists[0]).toEqual(ada);
    expect(revocations).toEqual([{ id: '1', ...ada }]);
  });

  it('is not shown if clients cannot stay signed in', async () => {
    let isAnswered = false;
    answer('list-client-sessions', () => {
      isAnswered = true;
      return error(404, 'auth.experimentalRefreshToken.enabled')();
    });
    await render();
    await waitFor(() => expect(isAnswered).toBe(true));
    expect(screen.queryByText(/Command line/)).not.toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('shows why the clients cannot be listed', async () => {
    answer('list-client-sessions', error(503, 'The database is down'));
    await render();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is down',
    );
  });

  it('keeps a client that cannot be revoked, and shows why', async () => {
    answerWithSessions(cli);
    answer('revoke-client-session', error(503, 'The database is down'));
    await render();
    await revoke('Backstage CLI');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is down',
    );
    expect(await titles()).toContain('Backstage CLI');
  });
});
