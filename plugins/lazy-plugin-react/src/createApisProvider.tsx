import { ApiProvider, ApiResolver } from '@backstage/core-app-api';
import {
  AnyApiFactory,
  ApiFactory,
  ApiHolder,
  ApiRef,
  BackstagePlugin,
  createApiFactory,
  useApiHolder,
} from '@backstage/core-plugin-api';
import { ComponentType, PropsWithChildren } from 'react';

/**
 * Creates a component that provides the APIs of plugins that the app did not know at startup. As at startup, each API is created once, and
 * an API that the app itself provides takes precedence.
 */
export function createApisProvider(
  plugins: Iterable<BackstagePlugin>,
): ComponentType<PropsWithChildren<{}>> {
  const factories = new Map<string, AnyApiFactory>();
  for (const plugin of plugins) {
    for (const factory of plugin.getApis()) {
      factories.set(factory.api.id, factory);
    }
  }
  const resolvers = new WeakMap<ApiHolder, ApiResolver>();

  return function ApisProvider({ children }) {
    const app = useApiHolder();
    const resolver = resolvers.get(app) ?? createResolver(app, factories);
    resolvers.set(app, resolver);
    return <ApiProvider apis={resolver}>{children}</ApiProvider>;
  };
}

function createResolver(
  app: ApiHolder,
  factories: Map<string, AnyApiFactory>,
): ApiResolver {
  return new ApiResolver({
    get<T>(api: ApiRef<T>) {
      const provided = app.get(api);
      return provided
        ? createApiFactory(api, provided)
        : (factories.get(api.id) as ApiFactory<T, T, {}> | undefined);
    },
  });
}
