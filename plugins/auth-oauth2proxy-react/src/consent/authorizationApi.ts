import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { AuthorizationRequest } from './authorizationRequest';
import { ProblemKind } from './consentTexts';

export class AuthorizationProblem extends Error {
  constructor(readonly kind: ProblemKind, readonly detail?: string) {
    super(detail ?? kind);
  }
}

export type Answer = 'approve' | 'reject';

/** Creates functions to load and answer a client's request. They reject with an {@link AuthorizationProblem}. */
export function createAuthorizationApi(deps: {
  discovery: DiscoveryApi;
  fetchApi: FetchApi;
}) {
  const send = async (path: string, method: string) => {
    const auth = await deps.discovery.getBaseUrl('auth');
    const response = await deps.fetchApi
      .fetch(`${auth}/v1/sessions/${path}`, {
        method,
        headers: { Accept: 'application/json' },
      })
      .catch(() => {
        throw new AuthorizationProblem('unreachable');
      });
    if (!response.ok) {
      throw await toProblem(response);
    }
    return response.json();
  };
  return {
    get: (id: string): Promise<AuthorizationRequest> =>
      send(encodeURIComponent(id), 'GET'),
    /** @returns the URL to redirect to */
    answer: async (id: string, answer: Answer): Promise<string> =>
      (await send(`${encodeURIComponent(id)}/${answer}`, 'POST')).redirectUrl,
  };
}

async function toProblem(response: Response): Promise<AuthorizationProblem> {
  if (response.status === 404) {
    return new AuthorizationProblem('turned_off');
  }
  if (response.status >= 500) {
    return new AuthorizationProblem('unreachable');
  }
  const body = await response.json().catch(() => ({}));
  const detail: string | undefined =
    body.error_description ?? body.error?.message;
  // The backend uses the same status for these sessions and for requests that it rejects.
  return /authorization session/i.test(detail ?? '')
    ? new AuthorizationProblem('no_longer_valid')
    : new AuthorizationProblem('rejected', detail);
}
