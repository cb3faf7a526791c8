import { FetchMiddleware } from '@backstage/core-app-api';
import { classifyResponse, ResponseClass } from './classifyResponse';
import { GetSession, Session } from './Session';

/** Backstage endpoints that read with POST, because their queries are long. */
const READS_WITH_POST = /\/(by-refs|by-query|entity-facets|multiget)(\?|$)/;

interface HeldRequest {
  /** Sends the request with the current token. */
  send: () => Promise<Response>;
  isRead: boolean;
  asksForJson: boolean;
  signal?: AbortSignal | null;
}

/** Holds requests to the portal while the user is signed out, and resends those that the portal has not received. */
export function holdRequests(getSession: GetSession): FetchMiddleware {
  return {
    apply: next => async (input, init) => {
      const session = getSession();
      const given = input instanceof Request ? input : undefined;
      const url = given?.url ?? String(input);
      if (!session || !isPortal(url)) {
        return next(input, init);
      }
      const method = init?.method ?? given?.method ?? 'GET';
      const headers = new Headers(init?.headers ?? given?.headers);
      return sendOrQueue(session, {
        // The body of a request can be read only once.
        send: () => next(given?.clone() ?? input, init),
        isRead: /^(GET|HEAD)$/i.test(method) || READS_WITH_POST.test(url),
        asksForJson: Boolean(headers.get('accept')?.includes('json')),
        signal: init?.signal ?? given?.signal,
      });
    },
  };
}

async function sendOrQueue(
  session: Session,
  request: HeldRequest,
  isResent = false,
): Promise<Response> {
  const { store } = session;
  // Send a write only while the portal is reachable: if no response comes, the portal may have received it, so it can't be resent.
  await (request.isRead
    ? store.waitUntilActive(request.signal)
    : store.waitUntilSignedIn(request.signal));
  const [outcome] = await Promise.allSettled([request.send()]);
  const responseClass = await classifyResponse(outcome, request.asksForJson);
  if (responseClass !== 'portal') {
    const isSignedIn = (await session.check()).name === 'signed_in';
    const isFinal = isSignedIn && isResent;
    if (!isFinal && canResend(responseClass, request.isRead, isSignedIn)) {
      await store.waitUntilSignedIn(request.signal);
      return sendOrQueue(session, request, isSignedIn);
    }
  }
  if (outcome.status === 'rejected') {
    throw outcome.reason;
  }
  return outcome.value;
}

/** Whether the request can be resent without taking effect twice. */
function canResend(
  responseClass: ResponseClass,
  isRead: boolean,
  isSignedIn: boolean,
): boolean {
  const isRedirected = responseClass === 'redirected';
  return (
    responseClass === 'no_session' || (isRedirected ? !isSignedIn : isRead)
  );
}

/** The app and its API have the same origin. */
function isPortal(url: string): boolean {
  const { protocol, origin } = new URL(url, window.location.href);
  return protocol === 'plugin:' || origin === window.location.origin;
}
