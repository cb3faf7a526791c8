export { holdChunks } from './session/holdChunks';
export { createSessionFetchApi } from './session/sessionFetch';
export { SessionNotices } from './session/SessionNotices';
export { withProxySession } from './withProxySession';
