import { createFetchApi, FetchMiddlewares } from '@backstage/core-app-api';
import {
  AnyApiFactory,
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import {
  IdentityPermissionApi,
  PermissionApi,
  permissionApiRef,
} from '@backstage/plugin-permission-react';
import { holdRead } from './holdReads';
import { holdRequests } from './holdRequests';
import { GetSession } from './Session';

/** Creates the APIs whose requests wait while the user is signed out. */
export function createSessionApis(getSession: GetSession): AnyApiFactory[] {
  const deps = {
    config: configApiRef,
    discovery: discoveryApiRef,
    identity: identityApiRef,
  };
  return [
    createApiFactory({
      api: fetchApiRef,
      deps,
      factory: ({ config, discovery, identity }) =>
        createFetchApi({
          middleware: [
            holdRequests(getSession),
            FetchMiddlewares.resolvePluginProtocol({ discoveryApi: discovery }),
            FetchMiddlewares.injectIdentityAuth({
              identityApi: identity,
              config,
            }),
            FetchMiddlewares.clarifyFailures(),
          ],
        }),
    }),
    createApiFactory({
      api: permissionApiRef,
      deps,
      factory: options => {
        // It bypasses the fetch API.
        const api: PermissionApi = IdentityPermissionApi.create(options);
        return {
          authorize: request =>
            holdRead(() => api.authorize(request), getSession),
        };
      },
    }),
  ];
}
