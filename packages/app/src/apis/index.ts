export { apis } from './apis';
export { PageApis } from './PageApis';
