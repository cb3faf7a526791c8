import { LocalStorageFeatureFlags } from '@backstage/core-app-api';
import {
  discoveryApiRef,
  featureFlagsApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { SettingsPage } from './SettingsPage';

const ORIGIN = 'https://portal.example.com';

const server = setupServer(
  http.post(
    `${ORIGIN}/api/auth/.backstage/actions/v1/actions/auth:list-client-sessions/invoke`,
    () => HttpResponse.json({ output: { sessions: [] } }),
  ),
);
registerMswTestHooks(server);

const open = (featureFlags: LocalStorageFeatureFlags) =>
  renderInTestApp(
    <TestApiProvider
      apis={[
        [featureFlagsApiRef, featureFlags],
        [discoveryApiRef, mockApis.discovery({ baseUrl: ORIGIN })],
        [fetchApiRef, { fetch: (...args) => fetch(...args) }],
        [catalogApiRef, { getEntityByRef: async () => undefined }],
      ]}
    >
      <SettingsPage identityCard={<p>The identity card</p>} />
    </TestApiProvider>,
  );

const tabs = () => screen.getAllByRole('tab').map(tab => tab.textContent);

describe('SettingsPage', () => {
  it('has no empty tabs', async () => {
    await open(new LocalStorageFeatureFlags());
    expect(tabs()).toEqual(['General']);
  });

  it("shows the app's own identity card", async () => {
    await open(new LocalStorageFeatureFlags());
    expect(screen.getByText('The identity card')).toBeInTheDocument();
  });

  it("shows the user's command line and AI clients", async () => {
    await open(new LocalStorageFeatureFlags());
    expect(
      await screen.findByRole('heading', {
        name: 'Command line and AI clients',
      }),
    ).toBeInTheDocument();
  });

  it('has a tab for the feature flags that plugins register', async () => {
    const featureFlags = new LocalStorageFeatureFlags();
    featureFlags.registerFlag({ name: 'beta', pluginId: 'test' });
    await open(featureFlags);
    expect(tabs()).toEqual(['General', 'Feature flags']);
  });
});
