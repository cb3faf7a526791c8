/**
 * Keeps an app of Backstage's new frontend system signed in behind oauth2-proxy.
 *
 * @packageDocumentation
 */
import { ProxiedSignInPage } from '@backstage/core-components';
import {
  ApiBlueprint,
  createFrontendModule,
  FrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  AppRootWrapperBlueprint,
  SignInPageBlueprint,
} from '@backstage/plugin-app-react';
import { createProxySession, ProxySessionOptions } from './createProxySession';

export type { ProxySessionOptions } from './createProxySession';

/**
 * Creates the module that installs a session in an app: the sign-in page, the APIs whose requests wait while the user is
 * signed out, and the notices.
 *
 * @public
 */
export function createProxySessionModule(
  options: ProxySessionOptions,
): FrontendModule {
  const { apis, wrap, Notices } = createProxySession(options);
  const [fetchApi, permissionApi] = apis;
  return createFrontendModule({
    // The sign-in page and these APIs belong to the app plugin.
    pluginId: 'app',
    extensions: [
      SignInPageBlueprint.make({
        params: {
          loader: async () =>
            wrap(props => (
              <ProxiedSignInPage {...props} provider={options.provider} />
            )),
        },
      }),
      ApiBlueprint.make({
        name: 'fetch',
        params: defineParams => defineParams(fetchApi),
      }),
      ApiBlueprint.make({
        name: 'permission',
        params: defineParams => defineParams(permissionApi),
      }),
      // An app root element would be rendered outside the sign-in page, before the session exists.
      AppRootWrapperBlueprint.make({
        name: 'proxy-session',
        params: {
          component: ({ children }) => (
            <>
              {children}
              <Notices />
            </>
          ),
        },
      }),
    ],
  });
}

/**
 * The module with the ID of the auth provider in `backstage-plugin-auth-backend-module-oauth2proxy`.
 *
 * @public
 */
export default createProxySessionModule({ provider: 'oauth2proxy' });
