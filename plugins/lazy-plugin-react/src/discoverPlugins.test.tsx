import { FlatRoutes } from '@backstage/core-app-api';
import { TabbedLayout } from '@backstage/core-components';
import {
  createApiFactory,
  createApiRef,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
  createSubRouteRef,
  useApi,
  useRouteRef,
} from '@backstage/core-plugin-api';
import { renderInTestApp } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { Route } from 'react-router-dom';
import { discoverPlugins } from './discoverPlugins';

const bookRef = createRouteRef({ id: 'book', params: ['name'] });
const bookPlugin = createPlugin({ id: 'book' });

const loansRef = createRouteRef({ id: 'loans' });
const loanRef = createSubRouteRef({
  id: 'loans/loan',
  parent: loansRef,
  path: '/of/:name',
});
const loansApiRef = createApiRef<{ count: number }>({ id: 'loans' });
const loansPlugin = createPlugin({
  id: 'loans',
  apis: [createApiFactory(loansApiRef, { count: 3 })],
});

function Loans() {
  return <p>{useApi(loansApiRef).count} loans</p>;
}

function Links() {
  return (
    <>
      <a href={useRouteRef(loansRef)()}>loans</a>
      <a href={useRouteRef(loanRef)({ name: 'Ada/1' })}>loan</a>
      <a href={useRouteRef(bookRef)({ name: 'emma' })}>another book</a>
    </>
  );
}

const LoansTab = loansPlugin.provide(
  createRoutableExtension({
    name: 'LoansTab',
    mountPoint: loansRef,
    component: async () => Links,
  }),
);
const LoansCard = loansPlugin.provide(
  createComponentExtension({ name: 'LoansCard', component: { sync: Loans } }),
);
const LinksCard = loansPlugin.provide(
  createComponentExtension({ name: 'LinksCard', component: { sync: Links } }),
);

/** Opens a page of a book with an overview and a tab. */
async function open(path: string, tabPath = '/loans') {
  const Tabs = discoverPlugins({
    parent: bookRef,
    elements: (
      <TabbedLayout>
        <TabbedLayout.Route path="/" title="Overview">
          <>
            <LoansCard />
            <LinksCard />
          </>
        </TabbedLayout.Route>
        <TabbedLayout.Route path={tabPath} title="Loans">
          <LoansTab />
        </TabbedLayout.Route>
      </TabbedLayout>
    ),
  });
  const BookPage = bookPlugin.provide(
    createRoutableExtension({
      name: 'BookPage',
      mountPoint: bookRef,
      component: async () => Tabs,
    }),
  );
  await renderInTestApp(
    <FlatRoutes>
      <Route path="/books/:name" element={<BookPage />} />
    </FlatRoutes>,
    { routeEntries: [path], mountedRoutes: { '/books/:name': bookRef } },
  );
}

async function expectLink(name: string, path: string) {
  const link = await screen.findByRole('link', { name });
  expect(link).toHaveAttribute('href', path);
}

describe('discoverPlugins', () => {
  it('provides the API of a plugin that contributes only a card', async () => {
    await open('/books/dune');
    expect(await screen.findByText('3 loans')).toBeInTheDocument();
  });

  it('opens a tab that is a routable extension', async () => {
    await open('/books/dune/loans');
    expect(
      await screen.findByRole('link', { name: 'loan' }),
    ).toBeInTheDocument();
  });

  it.each(['/loans', 'loans', '/loans/', '/loans/*'])(
    'resolves a link to the tab at "%s"',
    async tabPath => {
      await open('/books/dune', tabPath);
      await expectLink('loans', '/books/dune/loans');
    },
  );

  it("resolves a sub-route of a tab, even if its parameter has the same name as one of the page's", async () => {
    await open('/books/dune');
    await expectLink('loan', '/books/dune/loans/of/Ada%2F1');
  });

  it("does not change how the app's own routes are resolved", async () => {
    await open('/books/dune');
    await expectLink('another book', '/books/emma');
  });
});
