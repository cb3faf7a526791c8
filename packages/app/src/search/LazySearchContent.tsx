import { lazyWithoutSuspense } from '@internal/lazy-plugin-react';

export const LazySearchContent = lazyWithoutSuspense(
  () => import('./SearchContent'),
);
