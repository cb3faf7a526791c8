import { ApiProvider, ApiResolver } from '@backstage/core-app-api';
import {
  AnyApiFactory,
  ApiFactory,
  ApiHolder,
  ApiRef,
  createApiFactory,
  useApiHolder,
} from '@backstage/core-plugin-api';
import { PropsWithChildren, useState } from 'react';

/** Adds APIs that the app did not know when it started. Those that it has itself come first. */
export function LoadedApis({
  factories,
  children,
}: PropsWithChildren<{ factories: Iterable<AnyApiFactory> }>) {
  const app = useApiHolder();
  const [apis] = useState(() => resolverOf(factories, app));
  return <ApiProvider apis={apis}>{children}</ApiProvider>;
}

function resolverOf(
  factories: Iterable<AnyApiFactory>,
  app: ApiHolder,
): ApiResolver {
  const added = new Map(
    [...factories].map(factory => [factory.api.id, factory]),
  );
  return new ApiResolver({
    get<T>(api: ApiRef<T>) {
      const known = app.get(api);
      return known
        ? createApiFactory(api, known)
        : (added.get(api.id) as ApiFactory<T, T, {}> | undefined);
    },
  });
}
