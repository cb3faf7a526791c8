import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';

/** What to call the person who is signed in; undefined for the moment until that is known. */
export function usePersonName(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const [name, setName] = useState<string>();

  useEffect(() => {
    let unmounted = false;
    const read = async () => {
      const { displayName } = await identityApi.getProfileInfo();
      const { userEntityRef } = await identityApi.getBackstageIdentity();
      if (!unmounted) {
        setName(displayName ?? parseEntityRef(userEntityRef).name);
      }
    };
    read();
    return () => {
      unmounted = true;
    };
  }, [identityApi]);

  return name;
}
