import { lazyWithoutSuspense } from '@internal/lazy-plugin-react';

/** The page of any catalog entity. Its tabs and cards are loaded when the first entity is opened. */
export const LazyEntityPage = lazyWithoutSuspense(() => import('./EntityPage'));
