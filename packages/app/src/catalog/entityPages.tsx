import {
  EntityLayout,
  EntitySwitch,
  isComponentType,
  isKind,
} from '@backstage/plugin-catalog';
import { catalogGraphPlugin } from '@backstage/plugin-catalog-graph';
import {
  EntityTechdocsContent,
  isTechDocsAvailable,
} from '@backstage/plugin-techdocs';
import { LoadedPlugin } from '../lazyPlugin';
import { catalogGraph, catalogGraphLinks } from './catalogGraph';
import {
  apiDefinition,
  apiUsers,
  componentApis,
  dependencies,
  groupOverview,
  overview,
  systemParts,
  userOverview,
} from './entityCards';
import { techDocsAddons } from './techDocsAddons';

interface Tab {
  path: string;
  title: string;
  content: JSX.Element;
}

/** The overview, whatever tabs a kind has of its own, and its documentation if there is any. */
function page(firstTab: JSX.Element, ...tabs: Tab[]) {
  return (
    <EntityLayout>
      <EntityLayout.Route path="/" title="Overview">
        {firstTab}
      </EntityLayout.Route>
      {tabs.map(({ path, title, content }) => (
        <EntityLayout.Route key={path} path={path} title={title}>
          {content}
        </EntityLayout.Route>
      ))}
      <EntityLayout.Route path="/docs" title="Docs" if={isTechDocsAvailable}>
        <EntityTechdocsContent>{techDocsAddons}</EntityTechdocsContent>
      </EntityLayout.Route>
    </EntityLayout>
  );
}

const dependenciesTab = {
  path: '/dependencies',
  title: 'Dependencies',
  content: dependencies,
};

const componentPage = (
  <EntitySwitch>
    <EntitySwitch.Case if={isComponentType('service')}>
      {page(
        overview,
        { path: '/api', title: 'API', content: componentApis },
        dependenciesTab,
      )}
    </EntitySwitch.Case>
    <EntitySwitch.Case>{page(overview, dependenciesTab)}</EntitySwitch.Case>
  </EntitySwitch>
);

const apiPage = page(
  overview,
  { path: '/definition', title: 'Definition', content: apiDefinition },
  { path: '/users', title: 'Used by', content: apiUsers },
);

const systemPage = page(overview, {
  path: '/parts',
  title: 'Parts',
  content: systemParts,
});

/** Which page an entity has. */
const entityPages = (
  <EntitySwitch>
    <EntitySwitch.Case if={isKind('component')}>
      {componentPage}
    </EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('api')}>{apiPage}</EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('system')}>{systemPage}</EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('domain')}>{systemPage}</EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('user')}>
      {page(userOverview)}
    </EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('group')}>
      {page(groupOverview)}
    </EntitySwitch.Case>
    <EntitySwitch.Case>{page(overview)}</EntitySwitch.Case>
  </EntitySwitch>
);

/** Entity pages show a part of the graph, whose plugin is not loaded before one of its parts is. */
export default function EntityPages() {
  return (
    <LoadedPlugin
      plugin={catalogGraphPlugin}
      mountPoint={catalogGraphPlugin.routes.catalogGraph}
      mountedAs={catalogGraph.mountPoint}
      externalRoutes={catalogGraphLinks}
    >
      {entityPages}
    </LoadedPlugin>
  );
}
