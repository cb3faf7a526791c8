import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { MyGroupsSidebarItem } from '@backstage/plugin-org';
import GroupIcon from '@material-ui/icons/People';
import useAsync from 'react-use/esm/useAsync';

const ATTEMPTS = 10;

/** The user's groups. After the first sign-in, it takes about a second until the user is in the catalog. */
export function MyGroups() {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  const { value: isInCatalog } = useAsync(async () => {
    const { userEntityRef } = await identityApi.getBackstageIdentity();
    const query = { entityRefs: [userEntityRef], fields: ['kind'] };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const { items } = await catalogApi.getEntitiesByRefs(query);
      if (items[0]) {
        return true;
      }
      await new Promise(resolve => setTimeout(resolve, 1_000));
    }
    return false;
  }, [catalogApi, identityApi]);
  return isInCatalog ? (
    <MyGroupsSidebarItem
      singularTitle="My group"
      pluralTitle="My groups"
      icon={GroupIcon}
    />
  ) : null;
}
