import { configApiRef, createApiFactory } from '@backstage/core-plugin-api';
import {
  ScmIntegrationsApi,
  scmIntegrationsApiRef,
} from '@backstage/integration-react';
import { PropsWithChildren } from 'react';
import { LoadedApis } from '../lazyPlugin';

const pageApis = [
  createApiFactory({
    api: scmIntegrationsApiRef,
    deps: { config: configApiRef },
    factory: ({ config }) => ScmIntegrationsApi.fromConfig(config),
  }),
];

export default function LoadedPageApis({ children }: PropsWithChildren<{}>) {
  return <LoadedApis factories={pageApis}>{children}</LoadedApis>;
}
