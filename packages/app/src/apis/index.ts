export { apis } from './apis';
export { ScmIntegrationsLoader } from './ScmIntegrationsLoader';
