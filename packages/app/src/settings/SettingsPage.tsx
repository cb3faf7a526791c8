import { featureFlagsApiRef, useApi } from '@backstage/core-plugin-api';
import {
  SettingsLayout,
  UserSettingsFeatureFlags,
  UserSettingsGeneral,
} from '@backstage/plugin-user-settings';

/**
 * The default settings page without empty tabs. There are no authentication providers to connect to, because the proxy signs users in, and
 * feature flags only if a plugin registers some.
 */
export function SettingsPage() {
  const flags = useApi(featureFlagsApiRef).getRegisteredFlags();
  return (
    <SettingsLayout>
      <SettingsLayout.Route path="general" title="General">
        <UserSettingsGeneral />
      </SettingsLayout.Route>
      {flags.length > 0 && (
        <SettingsLayout.Route path="feature-flags" title="Feature flags">
          <UserSettingsFeatureFlags />
        </SettingsLayout.Route>
      )}
    </SettingsLayout>
  );
}
