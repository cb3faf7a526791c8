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
import { ScmAuth } from '@backstage/integration-react';
import { visitsApiRef, VisitsStorageApi } from '@backstage/plugin-home';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { UserSettingsStorage } from '@backstage/plugin-user-settings';
import {
  createSessionFetchApi,
  createSessionPermissionApi,
} from '@internal/plugin-auth-oauth2proxy-react';

/** What is there from the start. */
export const apis: AnyApiFactory[] = [
  createApiFactory({
    api: fetchApiRef,
    deps: {
      configApi: configApiRef,
      discoveryApi: discoveryApiRef,
      identityApi: identityApiRef,
    },
    factory: createSessionFetchApi,
  }),
  createApiFactory({
    api: permissionApiRef,
    deps: {
      config: configApiRef,
      discovery: discoveryApiRef,
      identity: identityApiRef,
    },
    factory: createSessionPermissionApi,
  }),
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
