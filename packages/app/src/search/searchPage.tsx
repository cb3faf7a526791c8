import { Progress } from '@backstage/core-components';
import { useLoaded } from '../lazyPlugin';

const loadSearchContent = async () => (await import('./SearchContent')).default;

function LazySearchContent() {
  const SearchContent = useLoaded(loadSearchContent);
  return SearchContent ? <SearchContent /> : <Progress />;
}

export const searchPage = <LazySearchContent />;
