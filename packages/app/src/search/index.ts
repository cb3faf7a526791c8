export { searchPage } from './SearchPage';
