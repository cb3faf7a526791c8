import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import {
  catalogApiRef,
  entityRouteRef,
  MockStarredEntitiesApi,
  starredEntitiesApiRef,
} from '@backstage/plugin-catalog-react';
import { fireEvent, screen } from '@testing-library/react';
import { StarredEntities } from './StarredEntities';

const REFS = ['component:default/payments', 'system:default/checkout'];

async function renderWith(...starred: string[]) {
  const starredEntities = new MockStarredEntitiesApi();
  await Promise.all(starred.map(ref => starredEntities.toggleStarred(ref)));
  const entities = ['Component payments', 'System checkout'].map(text => {
    const [kind, name] = text.split(' ');
    return { apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name } };
  });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [catalogApiRef, new InMemoryCatalogClient({ entities })],
        [starredEntitiesApiRef, starredEntities],
      ]}
    >
      <StarredEntities />
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}

describe('StarredEntities', () => {
  it('links to starred entities that exist', async () => {
    await renderWith(...REFS, 'api:default/deleted');
    const links = await screen.findAllByRole('link');
    expect(links.map(link => link.getAttribute('href'))).toEqual([
      '/catalog/default/component/payments',
      '/catalog/default/system/checkout',
    ]);
  });

  it('drops an entity when its star is removed', async () => {
    await renderWith(REFS[0]);
    fireEvent.click(
      await screen.findByRole('button', { name: 'Remove from favorites' }),
    );
    expect(
      await screen.findByText(/Click the star next to a name/),
    ).toBeInTheDocument();
  });
});
