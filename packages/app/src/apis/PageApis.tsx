import { PropsWithChildren } from 'react';
import { useLocation } from 'react-router-dom';
import { onDemand } from '../lazyPlugin';

const LoadedPageApis = onDemand(() => import('./LoadedPageApis'));

/** Loads what every page needs but the home page, which is quicker for it. */
export function PageApis({ children }: PropsWithChildren<{}>) {
  const { pathname } = useLocation();
  return pathname === '/' ? (
    <>{children}</>
  ) : (
    <LoadedPageApis>{children}</LoadedPageApis>
  );
}
