import { LocalStorageFeatureFlags } from '@backstage/core-app-api';
import { featureFlagsApiRef } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { SettingsPage } from './SettingsPage';

const open = (featureFlags: LocalStorageFeatureFlags) =>
  renderInTestApp(
    <TestApiProvider
      apis={[
        [featureFlagsApiRef, featureFlags],
        [catalogApiRef, { getEntityByRef: async () => undefined }],
      ]}
    >
      <SettingsPage identityCard={<p>The identity card</p>} />
    </TestApiProvider>,
  );

const tabs = () => screen.getAllByRole('tab').map(tab => tab.textContent);

describe('SettingsPage', () => {
  it('has no tab without content', async () => {
    await open(new LocalStorageFeatureFlags());
    expect(tabs()).toEqual(['General']);
  });

  it("shows the app's own identity card", async () => {
    await open(new LocalStorageFeatureFlags());
    expect(screen.getByText('The identity card')).toBeInTheDocument();
  });

  it('has a tab for the feature flags that plugins register', async () => {
    const featureFlags = new LocalStorageFeatureFlags();
    featureFlags.registerFlag({ name: 'beta', pluginId: 'test' });
    await open(featureFlags);
    expect(tabs()).toEqual(['General', 'Feature flags']);
  });
});
