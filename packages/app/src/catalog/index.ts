export { entityPage } from './entityPage';
export { techDocsAddons } from './techDocsAddons';
