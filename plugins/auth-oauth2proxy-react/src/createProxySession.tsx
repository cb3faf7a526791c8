import { createSessionApis } from './session/apis';
import { CurrentSession } from './session/CurrentSession';
import { ChunkLoaders, holdChunks } from './session/holdChunks';
import { SessionNotices } from './session/SessionNotices';
import { wrapSignInPage } from './signIn/wrapSignInPage';
import { ProxySession, ProxySessionOptions } from './types';

/**
 * Creates the session of an app behind oauth2-proxy. Call it once, outside of components. From then on, lazily loaded
 * parts of the app wait while the user is signed out, as requests do.
 *
 * @public
 */
export function createProxySession(options: ProxySessionOptions): ProxySession {
  const current = new CurrentSession();
  holdChunks(bundlerLoaders(), current.get);
  return {
    apis: createSessionApis(current.get),
    wrap: SignInPage => wrapSignInPage(SignInPage, current, options),
    Notices: () => <SessionNotices current={current} />,
  };
}

/** Returns none in unit tests, which run without a bundler. */
function bundlerLoaders(): ChunkLoaders {
  return typeof __webpack_require__ === 'undefined'
    ? {}
    : __webpack_require__.f;
}
