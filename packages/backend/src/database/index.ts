export { startLock } from './startLock';
