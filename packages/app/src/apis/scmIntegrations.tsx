import { ConfigApi } from '@backstage/core-plugin-api';
import type {
  ScmIntegrationRegistry,
  ScmIntegrations,
} from '@backstage/integration';
import { lazyWithoutSuspense } from 'backstage-plugin-lazy-react';
import { PropsWithChildren } from 'react';
import { useLocation } from 'react-router-dom';

/**
 * Separates creating the integrations from loading their code, which contains the clients for all source hosts and is too large for the
 * home page. APIs can depend on them at startup if they use them only after loading.
 */
export function deferScmIntegrations() {
  let loaded: typeof ScmIntegrations | undefined;
  return {
    async load() {
      loaded = (await import('@backstage/integration')).ScmIntegrations;
    },
    create(config: ConfigApi): ScmIntegrationRegistry {
      let integrations: ScmIntegrations | undefined;
      return new Proxy({} as ScmIntegrationRegistry, {
        get(_, property) {
          if (!loaded) {
            throw new Error(
              'The SCM integrations are not loaded on the home page. Change ScmIntegrationsLoader to use them there.',
            );
          }
          integrations ??= loaded.fromConfig(config);
          return Reflect.get(integrations, property);
        },
      });
    },
  };
}

export const scmIntegrations = deferScmIntegrations();

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
