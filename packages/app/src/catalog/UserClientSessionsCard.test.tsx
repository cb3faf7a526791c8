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
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SWRConfig } from 'swr';
import { UserClientSessionsCard } from './UserClientSessionsCard';

const ORIGIN = 'https://portal.example.com';

const ada: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada', namespace: 'default' },
  spec: { memberOf: [] },
};

const inputs: unknown[] = [];
const server = setupServer(
  http.post(
    `${ORIGIN}/api/auth/.backstage/actions/v1/actions/auth:list-client-sessions/invoke`,
    async ({ request }) => {
      inputs.push(await request.json());
      return HttpResponse.json({ output: { sessions: [] } });
    },
  ),
);
registerMswTestHooks(server);

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
          <UserClientSessionsCard />
          <p>The page</p>
        </EntityProvider>
      </SWRConfig>
    </TestApiProvider>,
  );

describe('UserClientSessionsCard', () => {
  it("shows administrators a user's clients", async () => {
    await render(AuthorizeResult.ALLOW);
    expect(
      await screen.findByText('No program is signed in as this user.'),
    ).toBeInTheDocument();
    expect(inputs).toEqual([{ userEntityRef: 'user:default/ada' }]);
  });

  it('shows nothing to others, and sends no request', async () => {
    inputs.splice(0);
    await render(AuthorizeResult.DENY);
    expect(await screen.findByText('The page')).toBeInTheDocument();
    expect(screen.queryByText(/Command line/)).not.toBeInTheDocument();
    expect(inputs).toEqual([]);
  });
});
