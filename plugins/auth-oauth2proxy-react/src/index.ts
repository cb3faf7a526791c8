export { holdChunks } from './session/holdChunks';
export { createSessionFetchApi } from './session/sessionFetch';
export { createSessionPermissionApi } from './session/sessionPermissionApi';
export { SessionNotices } from './session/SessionNotices';
export { withProxySession } from './signIn/wrapSignInPage';
