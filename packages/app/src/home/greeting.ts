import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import useAsync from 'react-use/esm/useAsync';

/** Returns a greeting for the time of day. */
export function greeting(name: string, now: Date): string {
  const hour = now.getHours();
  if (hour >= 5 && hour < 12) {
    return `Good morning, ${name}`;
  }
  return hour >= 12 && hour < 18
    ? `Good afternoon, ${name}`
    : `Good evening, ${name}`;
}

/** Returns the signed-in user's name, or undefined while it is loading. */
export function useUserName(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const { value } = useAsync(async () => {
    const { displayName } = await identityApi.getProfileInfo();
    const { userEntityRef } = await identityApi.getBackstageIdentity();
    return displayName || parseEntityRef(userEntityRef).name;
  }, [identityApi]);
  return value;
}
