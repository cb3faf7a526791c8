export { catalogGraph } from './catalogGraph';
export { LazyEntityPage } from './LazyEntityPage';
export { techDocsAddons } from './techDocsAddons';
