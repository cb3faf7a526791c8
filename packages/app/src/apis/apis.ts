import {
  AnyApiFactory,
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/core-plugin-api';
import { ScmAuth, scmIntegrationsApiRef } from '@backstage/integration-react';
import { visitsApiRef, VisitsStorageApi } from '@backstage/plugin-home';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { UserSettingsStorage } from '@backstage/plugin-user-settings';
import { scmIntegrations } from './scmIntegrations';

/** The APIs that the app adds, or uses instead of its plugins' own. */
export const apis: AnyApiFactory[] = [
  ScmAuth.createDefaultApiFactory(),
  createApiFactory({
    api: scmIntegrationsApiRef,
    deps: { config: configApiRef },
    factory: ({ config }) => scmIntegrations.create(config),
  }),
  // Stores stars, settings and visits in the database, so that users have them in every browser.
  createApiFactory({
    api: storageApiRef,
    deps: {
      discoveryApi: discoveryApiRef,
      errorApi: errorApiRef,
      fetchApi: fetchApiRef,
      identityApi: identityApiRef,
      signalApi: signalApiRef,
    },
    factory: deps => UserSettingsStorage.create(deps),
  }),
  createApiFactory({
    api: visitsApiRef,
    deps: { storageApi: storageApiRef, identityApi: identityApiRef },
    factory: deps =>
      VisitsStorageApi.create({
        ...deps,
        // A page that authorizes a program can't be visited again.
        canSave: ({ pathname }) => !pathname.startsWith('/oauth2/'),
      }),
  }),
];
