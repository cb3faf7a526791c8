export { withProxySession } from './withProxySession';
