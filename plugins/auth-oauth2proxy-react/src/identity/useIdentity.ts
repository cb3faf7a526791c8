import { Entity } from '@backstage/catalog-model';
import {
  BackstageUserIdentity,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useEffect, useSyncExternalStore } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { Session } from '../session/Session';
import { Account } from './account';
import { useNow } from './times';

/** What the card shows. */
export interface UserIdentity {
  user: BackstageUserIdentity;
  /** The entities of the user and the groups that the catalog has, by entity reference. */
  entities: Map<string, Entity>;
  /** Missing if the auth provider doesn't report it. */
  account?: Account;
  /** According to this computer's clock. */
  idTokenExpiry?: number;
}

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
];

/** Loads the identity of the session's user, and reloads it when the session has a new token or the ID token has expired. */
export function useIdentity(session: Session) {
  const catalog = useApi(catalogApiRef);
  const { fetch } = useApi(fetchApiRef);
  const { discovery, provider } = session.options;
  const { subscribe, get } = session.tokenExpiry;
  const tokenExpiry = useSyncExternalStore(subscribe, get);
  const now = useNow();

  const { value, error, retry } =
    useAsyncRetry(async (): Promise<UserIdentity> => {
      const user = await session.getBackstageIdentity();
      const refs = [user.userEntityRef, ...user.ownershipEntityRefs];
      const entityRefs = [...new Set(refs)];
      const [account, { items }] = await Promise.all([
        fetchAccount(await discovery.getBaseUrl('auth'), provider, fetch),
        catalog.getEntitiesByRefs({ entityRefs, fields: FIELDS }),
      ]);
      return {
        user,
        entities: new Map(
          entityRefs.flatMap((ref, index) => {
            const entity = items[index];
            return entity ? [[ref, entity]] : [];
          }),
        ),
        account,
        idTokenExpiry: account && Date.now() + account.idTokenExpiresIn * 1000,
      };
    }, [session, catalog, fetch, tokenExpiry]);

  // When the ID token expires, the proxy has probably refreshed it, so load the identity again.
  const isIdTokenExpired = (value?.idTokenExpiry ?? Infinity) <= now;
  useEffect(() => {
    if (isIdTokenExpired) {
      retry();
    }
  }, [isIdTokenExpired]); // eslint-disable-line react-hooks/exhaustive-deps -- retry is new in each render

  return { identity: value, error, tokenExpiry, now };
}

async function fetchAccount(
  baseUrl: string,
  provider: string,
  fetch: typeof window.fetch,
): Promise<Account | undefined> {
  const response = await fetch(`${baseUrl}/${provider}/identity`);
  if (response.status === 404) {
    return undefined;
  }
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response.json();
}
