import { FlatRoutes } from '@backstage/core-app-api';
import {
  configApiRef,
  createApiFactory,
  createApiRef,
  createExternalRouteRef,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
  createSubRouteRef,
  useApi,
  useRouteRef,
} from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { Route } from 'react-router-dom';
import { createLazyPlugin } from './createLazyPlugin';

const shelves = createRouteRef({ id: 'shelves' });
const shelf = createSubRouteRef({
  id: 'shelves/shelf',
  parent: shelves,
  path: '/:name',
});
const reader = createExternalRouteRef({ id: 'reader' });
const libraryApiRef = createApiRef<{ name: string }>({ id: 'library' });

const shelvesPlugin = createPlugin({
  id: 'shelves',
  routes: { root: shelves },
  externalRoutes: { reader },
  apis: [
    createApiFactory({
      api: libraryApiRef,
      deps: { config: configApiRef },
      factory: deps => ({ name: deps.config.getString('app.title') }),
    }),
  ],
});

function Shelves() {
  return (
    <>
      <h1>{useApi(libraryApiRef).name}</h1>
      <a href={useRouteRef(shelves)()}>all</a>
      <a href={useRouteRef(shelf)({ name: 'poetry' })}>poetry</a>
      <a href={useRouteRef(reader)()}>reader</a>
    </>
  );
}

const ShelvesPage = shelvesPlugin.provide(
  createRoutableExtension({
    name: 'ShelvesPage',
    mountPoint: shelves,
    component: async () => Shelves,
  }),
);

const desk = createRouteRef({ id: 'desk' });
const config = mockApis.config({ data: { app: { title: 'Alexandria' } } });

describe('createLazyPlugin', () => {
  const create = () => {
    const load = jest.fn(async () => ({
      plugin: shelvesPlugin,
      mountPoint: shelves,
      externalRoutes: { reader: desk },
      Page: ShelvesPage,
    }));
    return { load, ...createLazyPlugin({ id: 'shelves', load }) };
  };

  const open = async (
    App: (props: PropsWithChildren<{}>) => JSX.Element = ({ children }) => (
      <TestApiProvider apis={[[configApiRef, config]]}>
        {children}
      </TestApiProvider>
    ),
  ) => {
    const { Page } = create();
    await renderInTestApp(
      <App>
        <FlatRoutes>
          <Route path="/library" element={<Page />} />
        </FlatRoutes>
      </App>,
      { routeEntries: ['/library'], mountedRoutes: { '/read': desk } },
    );
    return screen.findByRole('heading');
  };

  it('does not load a plugin before its page is opened', () => {
    expect(create().load).not.toHaveBeenCalled();
  });

  it.each([
    ['its own page', 'all', '/library'],
    ['what is below it', 'poetry', '/library/poetry'],
    ['what the app binds', 'reader', '/read'],
  ])('knows the way to %s', async (_, name, path) => {
    await open();
    expect(screen.getByRole('link', { name })).toHaveAttribute('href', path);
  });

  it('has its own APIs, made of those of the app', async () => {
    expect(await open()).toHaveTextContent('Alexandria');
  });

  it('takes an API of the app in place of its own', async () => {
    const heading = await open(({ children }) => (
      <TestApiProvider apis={[[libraryApiRef, { name: 'Pergamon' }]]}>
        {children}
      </TestApiProvider>
    ));
    expect(heading).toHaveTextContent('Pergamon');
  });
});
