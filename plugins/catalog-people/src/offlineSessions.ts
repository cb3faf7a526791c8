import {
  AuthService,
  DiscoveryService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';

/** Creates a function that revokes a user's refresh tokens, such as those of the command line. */
export function createSessionRevoker(services: {
  auth: AuthService;
  config: RootConfigService;
  discovery: DiscoveryService;
}): (userEntityRef: string) => Promise<void> {
  const { auth, config, discovery } = services;
  if (!config.getOptionalBoolean('auth.experimentalRefreshToken.enabled')) {
    return async () => {};
  }
  return async userEntityRef => {
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'auth',
    });
    const baseUrl = await discovery.getBaseUrl('auth');
    const response = await fetch(`${baseUrl}/v1/offline-sessions/revoke`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ userEntityRef }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
  };
}
