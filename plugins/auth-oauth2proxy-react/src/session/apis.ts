import {
  AnyApiFactory,
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { GetSession } from './CurrentSession';
import { createSessionFetchApi } from './sessionFetch';
import { createSessionPermissionApi } from './sessionPermissionApi';

/** Creates the APIs whose requests wait while the user is signed out. */
export function createSessionApis(getSession: GetSession): AnyApiFactory[] {
  return [
    createApiFactory({
      api: fetchApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        identityApi: identityApiRef,
      },
      factory: deps => createSessionFetchApi(deps, getSession),
    }),
    createApiFactory({
      api: permissionApiRef,
      deps: {
        config: configApiRef,
        discovery: discoveryApiRef,
        identity: identityApiRef,
      },
      factory: deps => createSessionPermissionApi(deps, getSession),
    }),
  ];
}
