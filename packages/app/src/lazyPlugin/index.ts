export { createLazyPlugin } from './createLazyPlugin';
export { LoadedApis } from './LoadedApis';
export { LoadedPlugin } from './LoadedPlugin';
export { onDemand } from './onDemand';
