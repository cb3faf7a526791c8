import { Progress } from '@backstage/core-components';
import { PropsWithChildren } from 'react';
import { useLocation } from 'react-router-dom';
import { useLoaded } from '../lazyPlugin';

const loadPageApis = async () => (await import('./LoadedPageApis')).default;
const loadNothing = async () => undefined;

/** Loads what every page needs but the home page, which is quicker for it. */
export function PageApis({ children }: PropsWithChildren<{}>) {
  const isHome = useLocation().pathname === '/';
  const LoadedPageApis = useLoaded(isHome ? loadNothing : loadPageApis);
  if (isHome) {
    return <>{children}</>;
  }
  return LoadedPageApis ? (
    <LoadedPageApis>{children}</LoadedPageApis>
  ) : (
    <Progress />
  );
}
