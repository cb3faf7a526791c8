import {
  ConfigApi,
  DiscoveryApi,
  IdentityApi,
} from '@backstage/core-plugin-api';
import { IdentityPermissionApi } from '@backstage/plugin-permission-react';
import { GetSession } from './CurrentSession';
import { holdRead } from './holdRead';

/** Creates Backstage's permission API, which bypasses the fetch API, with requests that wait while the user is signed out. */
export function createSessionPermissionApi(
  deps: { config: ConfigApi; discovery: DiscoveryApi; identity: IdentityApi },
  getSession: GetSession,
) {
  const api = IdentityPermissionApi.create(deps);
  const authorize: typeof api.authorize = request =>
    holdRead(() => api.authorize(request), getSession);
  return { authorize };
}
