import { createApp } from '@backstage/app-defaults';
import { AppRouter, FlatRoutes } from '@backstage/core-app-api';
import {
  AlertDisplay,
  OAuthRequestDialog,
  ProxiedSignInPage,
} from '@backstage/core-components';
import { apiDocsPlugin, ApiExplorerPage } from '@backstage/plugin-api-docs';
import {
  CatalogEntityPage,
  CatalogIndexPage,
  catalogPlugin,
} from '@backstage/plugin-catalog';
import { catalogEntityCreatePermission } from '@backstage/plugin-catalog-common/alpha';
import { VisitListener } from '@backstage/plugin-home';
// part: notifications
import { NotificationsPage } from '@backstage/plugin-notifications';
// end part
import { orgPlugin } from '@backstage/plugin-org';
import { RequirePermission } from '@backstage/plugin-permission-react';
import { SearchPage } from '@backstage/plugin-search';
import { SignalsDisplay } from '@backstage/plugin-signals';
import {
  TechDocsIndexPage,
  techdocsPlugin,
  TechDocsReaderPage,
} from '@backstage/plugin-techdocs';
import { lazyWithoutSuspense } from 'backstage-plugin-lazy-react';
import {
  ConsentPage,
  createProxySession,
} from 'backstage-plugin-auth-oauth2proxy-react';
import { Route } from 'react-router-dom';
import { apis } from './apis/apis';
import { ScmIntegrationsLoader } from './apis/scmIntegrations';
import { LogoFull } from './branding/logo';
import { themes } from './branding/themes';
import { techDocsAddons } from './catalog/techDocsAddons';
import { HomePage } from './home/HomePage';
import {
  catalogGraph,
  catalogImport,
  scaffolder,
  selectedTemplate,
} from './lazyPlugins';
import { Root } from './root/Root';
import { SettingsPage } from './settings';

const EntityPage = lazyWithoutSuspense(() => import('./catalog/EntityPage'));
const SearchContent = lazyWithoutSuspense(
  () => import('./search/SearchContent'),
);

const session = createProxySession({
  provider: 'oauth2proxy',
  logo: <LogoFull />,
});

const app = createApp({
  apis: [...session.apis, ...apis],
  themes,
  components: {
    SignInPage: session.wrap(props => (
      <ProxiedSignInPage {...props} provider="oauth2proxy" />
    )),
  },
  bindRoutes({ bind }) {
    bind(catalogPlugin.externalRoutes, {
      createComponent: scaffolder.routeRef,
      createFromTemplate: selectedTemplate,
      viewTechDoc: techdocsPlugin.routes.docRoot,
    });
    bind(apiDocsPlugin.externalRoutes, {
      registerApi: catalogImport.routeRef,
    });
    bind(orgPlugin.externalRoutes, {
      catalogIndex: catalogPlugin.routes.catalogIndex,
    });
  },
});

const settingsPage = <SettingsPage identityCard={<session.IdentityCard />} />;

const routes = (
  <FlatRoutes>
    <Route path="/" element={<HomePage />} />
    <Route path="/catalog" element={<CatalogIndexPage />} />
    <Route
      path="/catalog/:namespace/:kind/:name"
      element={<CatalogEntityPage />}
    >
      <EntityPage />
    </Route>
    <Route path="/catalog-graph" element={<catalogGraph.Page />} />
    <Route
      path="/catalog-import"
      element={
        <RequirePermission permission={catalogEntityCreatePermission}>
          <catalogImport.Page />
        </RequirePermission>
      }
    />
    <Route path="/api-docs" element={<ApiExplorerPage />} />
    <Route path="/docs" element={<TechDocsIndexPage />} />
    <Route
      path="/docs/:namespace/:kind/:name/*"
      element={<TechDocsReaderPage />}
    >
      {techDocsAddons}
    </Route>
    <Route path="/create" element={<scaffolder.Page />} />
    <Route path="/search" element={<SearchPage />}>
      <SearchContent />
    </Route>
    {/* part: notifications */}
    <Route path="/notifications" element={<NotificationsPage />} />
    {/* end part */}
    <Route path="/oauth2/authorize/:sessionId" element={<ConsentPage />} />
    <Route path="/settings" element={settingsPage} />
  </FlatRoutes>
);

export default app.createRoot(
  <>
    <AlertDisplay />
    <OAuthRequestDialog />
    <SignalsDisplay />
    <AppRouter>
      <session.Notices />
      <VisitListener />
      <Root>
        <ScmIntegrationsLoader>{routes}</ScmIntegrationsLoader>
      </Root>
    </AppRouter>
  </>,
);
