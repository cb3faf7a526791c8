import {
  catalogPlugin,
  EntityLayout,
  EntitySwitch,
  isComponentType,
  isKind,
} from '@backstage/plugin-catalog';
import {
  EntityTechdocsContent,
  isTechDocsAvailable,
} from '@backstage/plugin-techdocs';
import { discoverPlugins } from 'backstage-plugin-lazy-react';
import { techDocsAddons } from './techDocsAddons';
import {
  apiDefinition,
  apiUsers,
  componentApis,
  dependencies,
  groupOverview,
  overview,
  systemParts,
  userOverview,
} from './tabContents';

interface Tab {
  path: string;
  title: string;
  content: JSX.Element;
}

/** Creates a page with the overview, the tabs of this kind, and the tabs that every kind has. */
function page(overviewContent: JSX.Element, ...tabs: Tab[]) {
  return (
    <EntityLayout>
      <EntityLayout.Route path="/" title="Overview">
        {overviewContent}
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

const pageByKind = (
  <EntitySwitch>
    <EntitySwitch.Case if={isKind('component')}>
      {componentPage}
    </EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('api')}>{apiPage}</EntitySwitch.Case>
    <EntitySwitch.Case if={isKind(['system', 'domain'])}>
      {systemPage}
    </EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('user')}>
      {page(userOverview)}
    </EntitySwitch.Case>
    <EntitySwitch.Case if={isKind('group')}>
      {page(groupOverview)}
    </EntitySwitch.Case>
    <EntitySwitch.Case>{page(overview)}</EntitySwitch.Case>
  </EntitySwitch>
);

export default discoverPlugins({
  parent: catalogPlugin.routes.catalogEntity,
  elements: pageByKind,
});
