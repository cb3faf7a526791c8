import { Progress } from '@backstage/core-components';
import { lazy, Suspense } from 'react';

const SearchContent = lazy(() => import('./SearchContent'));

export const searchPage = (
  <Suspense fallback={<Progress />}>
    <SearchContent />
  </Suspense>
);
