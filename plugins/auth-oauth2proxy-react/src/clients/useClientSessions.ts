import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { useCallback } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { toClient } from '../consent/authorizationRequest';

/** A client that stays signed in as a user. */
export interface ClientSession {
  id: string;
  clientId: string;
  /** Set only if the portal's configuration lists the client. */
  clientName?: string;
  createdAt: string;
  lastUsedAt: string;
}

export interface NamedSession extends ClientSession {
  title: string;
}

/** The clients that stay signed in as a user: undefined while loading, null if the portal doesn't allow any. */
export function useClientSessions(userEntityRef?: string) {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);

  const runAction = useCallback(
    async (name: string, input: object) => {
      const auth = await discovery.getBaseUrl('auth');
      const response = await fetch(
        `${auth}/.backstage/actions/v1/actions/auth:${name}/invoke`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...input, userEntityRef }),
        },
      );
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      return (await response.json()).output;
    },
    [discovery, fetch, userEntityRef],
  );

  const {
    value: sessions,
    error,
    retry,
  } = useAsyncRetry(async (): Promise<NamedSession[] | null> => {
    try {
      const output = await runAction('list-client-sessions', {});
      const auth = await discovery.getBaseUrl('auth');
      return output.sessions.map((session: ClientSession) => ({
        ...session,
        title: titleOf(session, auth),
      }));
    } catch (e) {
      if (e instanceof ResponseError && e.statusCode === 404) {
        return null;
      }
      throw e;
    }
  }, [discovery, runAction]);

  const [revocation, revoke] = useAsyncFn(
    async (session: NamedSession) => {
      await runAction('revoke-client-session', { id: session.id });
      retry();
      return session;
    },
    [retry, runAction],
  );

  return { sessions, error, revocation, revoke };
}

function titleOf(
  { clientId, clientName = clientId }: ClientSession,
  authBaseUrl: string,
): string {
  const client = toClient({ clientId, clientName }, authBaseUrl);
  switch (client.kind) {
    case 'portal':
      return 'Backstage CLI';
    case 'website':
      return client.host;
    default:
      return client.name;
  }
}
