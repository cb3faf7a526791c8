import { onDemand } from '../lazyPlugin';

const SearchContent = onDemand(() => import('./SearchContent'));

export const searchPage = <SearchContent />;
