export { createLazyPlugin } from './createLazyPlugin';
export { LoadedApis } from './LoadedApis';
export { LoadedPlugin } from './LoadedPlugin';
export { useLoaded } from './useLoaded';
