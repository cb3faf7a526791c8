import { FlatRoutes } from '@backstage/core-app-api';
import {
  configApiRef,
  createApiFactory,
  createApiRef,
  createComponentExtension,
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
import { fireEvent, screen } from '@testing-library/react';
import { Component, PropsWithChildren, ReactElement, useState } from 'react';
import { Route } from 'react-router-dom';
import {
  createLazyPlugin,
  LazyPluginOptions,
  lazyWithoutSuspense,
} from './createLazyPlugin';

const shelves = createRouteRef({ id: 'shelves' });
const shelf = createSubRouteRef({
  id: 'shelves/shelf',
  parent: shelves,
  path: '/:name',
});
const reader = createExternalRouteRef({ id: 'reader' });
const libraryApiRef = createApiRef<{ name: string }>({ id: 'library' });

const created = jest.fn();
const shelvesPlugin = createPlugin({
  id: 'shelves',
  routes: { root: shelves },
  externalRoutes: { reader },
  apis: [
    createApiFactory({
      api: libraryApiRef,
      deps: { config: configApiRef },
      factory({ config }) {
        created();
        return { name: config.getString('app.title') };
      },
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
const ShelvesCard = shelvesPlugin.provide(
  createComponentExtension({
    name: 'ShelvesCard',
    component: { sync: Shelves },
  }),
);

const desk = createRouteRef({ id: 'desk' });
const config = mockApis.config({ data: { app: { title: 'Alexandria' } } });

function setUp(options: Partial<LazyPluginOptions> = {}) {
  const externalRoutes = { reader: desk };
  const load = jest.fn(async () => ShelvesPage);
  return {
    load,
    ...createLazyPlugin({ id: 'shelves', load, externalRoutes, ...options }),
  };
}

async function expectLink(name: string, path: string) {
  const link = await screen.findByRole('link', { name });
  expect(link).toHaveAttribute('href', path);
}

/** Shows its children, or hides them. */
function Toggle({ children }: PropsWithChildren<{}>) {
  const [shown, setShown] = useState(true);
  return (
    <>
      <button onClick={() => setShown(!shown)}>toggle</button>
      {shown && children}
    </>
  );
}

/** Shows an error and renders its children again on request. */
class Boundary extends Component<PropsWithChildren<{}>> {
  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  state: { error?: Error } = {};

  render() {
    return this.state.error ? (
      <button onClick={() => this.setState({ error: undefined })}>
        {this.state.error.message}
      </button>
    ) : (
      this.props.children
    );
  }
}

/** Renders an app with the library's page at /library, and opens a path. */
const open = (path: string, page: ReactElement, home?: ReactElement) =>
  renderInTestApp(
    <TestApiProvider apis={[[configApiRef, config]]}>
      <FlatRoutes>
        <Route path="/" element={<>{home}</>} />
        <Route path="/library" element={page} />
      </FlatRoutes>
    </TestApiProvider>,
    { routeEntries: [path], mountedRoutes: { '/read': desk } },
  );

describe('createLazyPlugin', () => {
  beforeEach(() => created.mockClear());

  it('does not load the plugin until its page is opened', async () => {
    const { load, Page } = setUp();
    await open('/', <Page />);
    expect(load).not.toHaveBeenCalled();
  });

  it.each([
    ['its own page', 'all', '/library'],
    ['a sub-route', 'poetry', '/library/poetry'],
    ['an external route', 'reader', '/read'],
  ])('resolves a link to %s', async (_, name, path) => {
    const { Page } = setUp();
    await open('/library', <Page />);
    await expectLink(name, path);
  });

  it("creates the plugin's APIs from the app's APIs", async () => {
    const { Page } = setUp();
    await open('/library', <Page />);
    expect(await screen.findByRole('heading')).toHaveTextContent('Alexandria');
  });

  it("prefers the app's API to the plugin's", async () => {
    const { Page } = setUp();
    await open(
      '/library',
      <TestApiProvider apis={[[libraryApiRef, { name: 'Pergamon' }]]}>
        <Page />
      </TestApiProvider>,
    );
    expect(await screen.findByRole('heading')).toHaveTextContent('Pergamon');
  });

  it("creates the plugin's APIs once, however often its page is opened", async () => {
    const { Page } = setUp();
    await open(
      '/library',
      <Toggle>
        <Page />
      </Toggle>,
    );
    await screen.findByRole('heading');
    const toggle = screen.getByRole('button', { name: 'toggle' });
    fireEvent.click(toggle);
    expect(screen.queryByRole('heading')).not.toBeInTheDocument();
    fireEvent.click(toggle);
    await screen.findByRole('heading');
    expect(created).toHaveBeenCalledTimes(1);
  });

  it("resolves the links of the plugin's cards on another page", async () => {
    const { Page, Provider } = setUp();
    const Home = () => (
      <Provider>
        <ShelvesCard />
      </Provider>
    );
    await open('/', <Page />, <Home />);
    await expectLink('all', '/library');
  });

  it('rejects an external route that the plugin does not have', async () => {
    const { Page } = setUp({ externalRoutes: { raeder: desk } });
    await expect(open('/library', <Page />)).rejects.toThrow(
      'Plugin "shelves" has no external route "raeder"',
    );
  });

  it('rejects a page that is not a routable extension', async () => {
    const { Page } = setUp({ load: async () => Shelves });
    await expect(open('/library', <Page />)).rejects.toThrow(
      'The page of a lazy plugin must be a routable extension, got Shelves',
    );
  });
});

describe('lazyWithoutSuspense', () => {
  const load = jest.fn(async () => ({ default: () => <p>shown</p> }));
  beforeEach(() => load.mockClear());

  it('passes its props to the component', async () => {
    const Greeting = lazyWithoutSuspense(async () => ({
      default: ({ name }: { name: string }) => <p>Hello {name}</p>,
    }));
    await renderInTestApp(<Greeting name="Ada" />);
    expect(await screen.findByText('Hello Ada')).toBeInTheDocument();
  });

  it('loads a component once, however often it is shown', async () => {
    const Shown = lazyWithoutSuspense(load);
    await renderInTestApp(
      <>
        <Shown />
        <Shown />
      </>,
    );
    expect(await screen.findAllByText('shown')).toHaveLength(2);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('shows an error in the error boundary, and loads again on retry', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
    load.mockRejectedValueOnce(new Error('offline'));
    const Shown = lazyWithoutSuspense(load);
    await renderInTestApp(
      <Boundary>
        <Shown />
      </Boundary>,
    );
    fireEvent.click(await screen.findByRole('button', { name: 'offline' }));
    expect(await screen.findByText('shown')).toBeInTheDocument();
    jest.restoreAllMocks();
  });
});
