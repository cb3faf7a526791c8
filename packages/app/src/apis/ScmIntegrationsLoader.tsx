import { lazyWithoutSuspense } from '@internal/lazy-plugin-react';
import { PropsWithChildren } from 'react';
import { useLocation } from 'react-router-dom';
import { scmIntegrations } from './apis';

const LoadFirst = lazyWithoutSuspense(async () => {
  await scmIntegrations.load();
  return { default: ({ children }: PropsWithChildren<{}>) => <>{children}</> };
});

/**
 * Loads the SCM integrations before it shows any page other than the home page. If something on the home page uses them, show `LoadFirst`
 * there, too.
 */
export function ScmIntegrationsLoader({ children }: PropsWithChildren<{}>) {
  const { pathname } = useLocation();
  return pathname === '/' ? <>{children}</> : <LoadFirst>{children}</LoadFirst>;
}
