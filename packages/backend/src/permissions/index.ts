export { locationGuard, permissionPolicy } from './modules';
