import {
  ConfigApi,
  DiscoveryApi,
  IdentityApi,
} from '@backstage/core-plugin-api';
import { IdentityPermissionApi } from '@backstage/plugin-permission-react';
import { holdRead } from './holdRead';

/** Backstage's own, which sends its questions past the fetch API; they wait, too, while nobody is signed in. */
export function createSessionPermissionApi(deps: {
  config: ConfigApi;
  discovery: DiscoveryApi;
  identity: IdentityApi;
}) {
  const api = IdentityPermissionApi.create(deps);
  const authorize: typeof api.authorize = request =>
    holdRead(() => api.authorize(request));
  return { authorize };
}
