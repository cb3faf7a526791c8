import { attachComponentData } from '@backstage/core-plugin-api';
import { EntityTechdocsContent } from '@backstage/plugin-techdocs';
import { PropsWithChildren } from 'react';
import { onDemand } from '../lazyPlugin';

const EntityPages = onDemand(() => import('./entityPages'));

/** Shows the page of an entity, which is loaded when the first one is opened. Its children are there to be found only. */
function LazyEntityPage(_: PropsWithChildren<{}>) {
  return <EntityPages />;
}

/** A tab, for Backstage's search for routes when the app starts. */
function Tab(_: PropsWithChildren<{ path: string }>) {
  return null;
}
attachComponentData(Tab, 'core.gatherMountPoints', true);

/** The page of whatever is in the catalog, and the tabs of it that plugins must find a way to. */
export const entityPage = (
  <LazyEntityPage>
    <Tab path="/docs">
      <EntityTechdocsContent />
    </Tab>
  </LazyEntityPage>
);
