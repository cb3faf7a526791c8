export { LazySearchContent } from './LazySearchContent';
