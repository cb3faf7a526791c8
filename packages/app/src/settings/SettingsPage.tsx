import { featureFlagsApiRef, useApi } from '@backstage/core-plugin-api';
import {
  SettingsLayout,
  UserSettingsAppearanceCard,
  UserSettingsFeatureFlags,
  UserSettingsProfileCard,
} from '@backstage/plugin-user-settings';
import { ClientSessionsCard } from 'backstage-plugin-auth-oauth2proxy-react';
import Grid from '@material-ui/core/Grid';
import { ReactNode } from 'react';

/**
 * The default settings page with another identity card, the user's command line and AI clients, and no empty tabs. There is no
 * tab for authentication providers, because the proxy signs users in, and one for feature flags only if a plugin registers some.
 */
export function SettingsPage({ identityCard }: { identityCard: ReactNode }) {
  const flags = useApi(featureFlagsApiRef).getRegisteredFlags();
  return (
    <SettingsLayout>
      <SettingsLayout.Route path="general" title="General">
        <Grid container>
          <Grid item xs={12} md={6}>
            <UserSettingsProfileCard />
          </Grid>
          <Grid item xs={12} md={6}>
            <UserSettingsAppearanceCard />
          </Grid>
          <Grid item xs={12} md={6}>
            {identityCard}
          </Grid>
          <Grid item xs={12} md={6}>
            <ClientSessionsCard />
          </Grid>
        </Grid>
      </SettingsLayout.Route>
      {flags.length > 0 && (
        <SettingsLayout.Route path="feature-flags" title="Feature flags">
          <UserSettingsFeatureFlags />
        </SettingsLayout.Route>
      )}
    </SettingsLayout>
  );
}
