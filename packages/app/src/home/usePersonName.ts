import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import useAsync from 'react-use/esm/useAsync';

/** What to call the person who is signed in; undefined until that is known. */
export function usePersonName(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const { value } = useAsync(async () => {
    const { displayName } = await identityApi.getProfileInfo();
    const { userEntityRef } = await identityApi.getBackstageIdentity();
    return displayName || parseEntityRef(userEntityRef).name;
  }, [identityApi]);
  return value;
}
