import {
  createFetchApi,
  FetchMiddleware,
  FetchMiddlewares,
} from '@backstage/core-app-api';
import {
  ConfigApi,
  DiscoveryApi,
  FetchApi,
  IdentityApi,
} from '@backstage/core-plugin-api';
import { currentSession } from './CurrentSession';
import { Doubt, doubtAbout } from './classifyResponse';
import { Session } from './Session';

/** Backstage's own, with requests that wait while nobody is signed in. */
export function createSessionFetchApi(deps: {
  configApi: ConfigApi;
  discoveryApi: DiscoveryApi;
  identityApi: IdentityApi;
}): FetchApi {
  const { configApi: config, discoveryApi, identityApi } = deps;
  return createFetchApi({
    middleware: [
      holdRequests(currentSession),
      FetchMiddlewares.resolvePluginProtocol({ discoveryApi }),
      FetchMiddlewares.injectIdentityAuth({ identityApi, config }),
      FetchMiddlewares.clarifyFailures(),
    ],
  });
}

/** Paths of Backstage that only read, although by POST, since what they ask for is long. */
const READS_BY_POST = /\/(by-refs|by-query|entity-facets|multiget)(\?|$)/;

interface HeldRequest {
  /** Sends it, with the token that is good then. */
  send: () => Promise<Response>;
  isRead: boolean;
  asksForJson: boolean;
  signal?: AbortSignal | null;
}

/** Holds requests to the portal while its session is over, and sends them again that the portal has not seen. */
export function holdRequests(
  getSession: () => Session | undefined,
): FetchMiddleware {
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
      return deliver(session, {
        // A request can be read once.
        send: () => next(given?.clone() ?? input, init),
        isRead: /^(GET|HEAD)$/i.test(method) || READS_BY_POST.test(url),
        asksForJson: Boolean(headers.get('accept')?.includes('json')),
        signal: init?.signal ?? given?.signal,
      });
    },
  };
}

async function deliver(
  session: Session,
  request: HeldRequest,
  isSecondTry = false,
): Promise<Response> {
  const { store } = session;
  // A write that meets no answer may have arrived, and cannot go again. So it goes only when there is one to be had.
  await (request.isRead
    ? store.untilOpen(request.signal)
    : store.untilSignedIn(request.signal));
  const [outcome] = await Promise.allSettled([request.send()]);
  const doubt = await doubtAbout(outcome, request.asksForJson);
  if (doubt) {
    const { name } = await session.check();
    const goesOn = name === 'signed_in';
    if (mayGoAgain(doubt, request, goesOn) && !(goesOn && isSecondTry)) {
      await store.untilSignedIn(request.signal);
      return deliver(session, request, goesOn);
    }
  }
  if (outcome.status === 'rejected') {
    throw outcome.reason;
  }
  return outcome.value;
}

/** Whether it can be sent again without anything happening twice. */
function mayGoAgain(
  doubt: Doubt,
  { isRead }: HeldRequest,
  goesOn: boolean,
): boolean {
  switch (doubt) {
    case 'turned_away':
      return true;
    case 'sent_elsewhere':
      return !goesOn;
    default:
      return isRead;
  }
}

/** One origin serves the app and its API. */
function isPortal(url: string): boolean {
  const { protocol, origin } = new URL(url, window.location.href);
  return protocol === 'plugin:' || origin === window.location.origin;
}
