export { catalogGraph } from './catalogGraph';
export { entityPage } from './entityPage';
export { techDocsAddons } from './techDocsAddons';
