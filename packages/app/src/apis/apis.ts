import {
  AnyApiFactory,
  createApiFactory,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/core-plugin-api';
import { ScmAuth } from '@backstage/integration-react';
import { visitsApiRef, VisitsStorageApi } from '@backstage/plugin-home';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { UserSettingsStorage } from '@backstage/plugin-user-settings';

/** APIs available at startup. */
export const apis: AnyApiFactory[] = [
  ScmAuth.createDefaultApiFactory(),
  // Stars, settings and visits are kept in the database, so that they follow the person to the next browser.
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
    factory: deps => VisitsStorageApi.create(deps),
  }),
];
