export { prepareEnvironment } from './prepareEnvironment';
