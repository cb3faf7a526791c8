import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import {
  VisitsApi,
  visitsApiRef,
  VisitsStorageApi,
} from '@backstage/plugin-home';
import { screen } from '@testing-library/react';
import { RecentlyVisited } from './RecentlyVisited';

function emptyVisits() {
  return VisitsStorageApi.create({
    storageApi: mockApis.storage(),
    identityApi: mockApis.identity(),
  });
}

async function renderWith(visitsApi: VisitsApi) {
  await renderInTestApp(
    <TestApiProvider apis={[[visitsApiRef, visitsApi]]}>
      <RecentlyVisited />
    </TestApiProvider>,
  );
}

function visit(name: string, pathname: string) {
  return { visit: { name, pathname, entityRef: undefined } };
}

describe('RecentlyVisited', () => {
  it('links to visited pages, except for the home page', async () => {
    const visits = emptyVisits();
    await visits.save(visit('Catalog', '/catalog'));
    await visits.save(visit('Home', '/'));
    await renderWith(visits);
    const links = await screen.findAllByRole('link');
    expect(links.map(link => link.getAttribute('href'))).toEqual(['/catalog']);
  });

  it('says what will be listed while the list is empty', async () => {
    await renderWith(emptyVisits());
    expect(
      await screen.findByText('Pages that you visit will appear here.'),
    ).toBeInTheDocument();
  });

  it("shows an error when the visits can't be read", async () => {
    const visits = emptyVisits();
    await renderWith({
      save: visits.save.bind(visits),
      list: async () => {
        throw new Error('The database is gone');
      },
    });
    expect(await screen.findAllByText(/The database is gone/)).not.toHaveLength(
      0,
    );
  });
});
