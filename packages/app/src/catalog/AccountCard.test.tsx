import { Entity } from '@backstage/catalog-model';
import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { fireEvent, screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SWRConfig } from 'swr';
import { AccountCard } from './AccountCard';

const ORIGIN = 'https://portal.example.com';
const ACTIONS = `${ORIGIN}/api/auth/.backstage/actions/v1/actions`;

const ada: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada', namespace: 'default' },
  spec: { memberOf: [] },
};

const account = {
  issuer: 'https://idp.example.com',
  subject: 'b2f1',
  firstSeen: '2026-03-01T12:00:00.000Z',
  lastSeen: '2026-03-02T12:00:00.000Z',
};

const server = setupServer();
registerMswTestHooks(server);

/** Mocks an action's endpoint and returns the list of its inputs. */
function answer(action: string, output: object) {
  const inputs: unknown[] = [];
  server.use(
    http.post(`${ACTIONS}/auth:${action}/invoke`, async ({ request }) => {
      inputs.push(await request.json());
      return HttpResponse.json({ output });
    }),
  );
  return inputs;
}

const render = (result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) =>
  renderInTestApp(
    <TestApiProvider
      apis={[
        [discoveryApiRef, mockApis.discovery({ baseUrl: ORIGIN })],
        [fetchApiRef, { fetch: (...args) => fetch(...args) }],
        [permissionApiRef, mockApis.permission({ authorize: result })],
      ]}
    >
      {/* Permissions are cached across tests otherwise. */}
      <SWRConfig value={{ provider: () => new Map() }}>
        <EntityProvider entity={ada}>
          <AccountCard />
        </EntityProvider>
      </SWRConfig>
    </TestApiProvider>,
  );

describe('AccountCard', () => {
  it("shows administrators a user's account", async () => {
    const inputs = answer('get-user-account', { account });
    await render(AuthorizeResult.ALLOW);
    expect(await screen.findByText('b2f1')).toBeInTheDocument();
    expect(screen.getByText('https://idp.example.com')).toBeInTheDocument();
    expect(inputs).toEqual([{ userEntityRef: 'user:default/ada' }]);
  });

  it('says that no account has the user name', async () => {
    answer('get-user-account', {});
    await render(AuthorizeResult.ALLOW);
    expect(
      await screen.findByText(/No account has this user name/),
    ).toBeInTheDocument();
  });

  it('shows nothing to others', async () => {
    await render(AuthorizeResult.DENY);
    expect(screen.queryByText('Account')).not.toBeInTheDocument();
  });

  it.each([true, false])(
    'releases the user name, and erases the user: %p',
    async erase => {
      answer('get-user-account', { account });
      const inputs = answer('release-user-name', {});
      await render(AuthorizeResult.ALLOW);
      fireEvent.click(await screen.findByText('Release user name'));
      if (erase) {
        fireEvent.click(screen.getByRole('checkbox'));
      }
      answer('get-user-account', {});
      const [confirm] = screen.getAllByText('Release user name').slice(-1);
      fireEvent.click(confirm);
      expect(
        await screen.findByText(/No account has this user name/),
      ).toBeInTheDocument();
      expect(inputs).toEqual([{ userEntityRef: 'user:default/ada', erase }]);
    },
  );

  it('shows why the user name cannot be released', async () => {
    answer('get-user-account', { account });
    server.use(
      http.post(`${ACTIONS}/auth:release-user-name/invoke`, () =>
        HttpResponse.json(
          { error: { name: 'Error', message: 'The database is down' } },
          { status: 503 },
        ),
      ),
    );
    await render(AuthorizeResult.ALLOW);
    fireEvent.click(await screen.findByText('Release user name'));
    const [confirm] = screen.getAllByText('Release user name').slice(-1);
    fireEvent.click(confirm);
    expect(await screen.findByText(/The database is down/)).toBeInTheDocument();
  });
});
