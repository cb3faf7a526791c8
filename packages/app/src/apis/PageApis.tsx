import { Progress } from '@backstage/core-components';
import { lazy, PropsWithChildren, Suspense } from 'react';
import { useLocation } from 'react-router-dom';

const LoadedPageApis = lazy(() => import('./LoadedPageApis'));

/** Loads what every page needs but the home page, which is quicker for it. */
export function PageApis({ children }: PropsWithChildren<{}>) {
  const { pathname } = useLocation();
  return pathname === '/' ? (
    <>{children}</>
  ) : (
    <Suspense fallback={<Progress />}>
      <LoadedPageApis>{children}</LoadedPageApis>
    </Suspense>
  );
}
