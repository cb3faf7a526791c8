import { ProxiedSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  discoveryApiRef,
  IdentityApi,
} from '@backstage/core-plugin-api';
import {
  mockApis,
  registerMswTestHooks,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { SetupServer, setupServer } from 'msw/node';
import { ProxySession } from '../../createProxySession';
import { Session } from '../Session';
import { SessionState } from '../sessionMachine';
import { syncTabs } from '../syncTabs';

export const ORIGIN = window.location.origin;
export const PROVIDER = 'oauth2proxy';
const COOKIE = `${ORIGIN}/api/app/.backstage/auth/v1/cookie`;

export const ADA = { id: 'ada', name: 'Ada Lovelace' };
export const GRACE = { id: 'grace', name: 'Grace Hopper' };

export const discovery = mockApis.discovery({ baseUrl: ORIGIN });

const TOKEN_LIFETIME_S = 3600;

/** A portal behind its proxy, served over HTTP in all tests of the file that creates it. */
export class TestPortal {
  readonly server: SetupServer;
  refreshes = 0;
  cookieCleared = false;
  isSignedIn = false;
  #tokens = 0;
  #tabs: { close(): void }[] = [];
  #answer: (request: Request) => Response = noSession;

  constructor(provider = PROVIDER) {
    this.server = setupServer(
      http.get(`${ORIGIN}/api/auth/${provider}/refresh`, ({ request }) => {
        this.refreshes += 1;
        return this.#answer(request);
      }),
      http.delete(COOKIE, () => {
        this.cookieCleared = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    registerMswTestHooks(this.server);
    beforeEach(() => {
      this.refreshes = 0;
      this.cookieCleared = false;
    });
    afterEach(() => this.#tabs.splice(0).forEach(tab => tab.close()));
  }

  signIn({ id, name } = ADA) {
    this.isSignedIn = true;
    this.#answer = () => {
      this.#tokens += 1;
      const token = createToken(String(this.#tokens));
      return HttpResponse.json({
        profile: { displayName: name },
        backstageIdentity: { token, identity: identityOf(id) },
      });
    };
  }

  endSession() {
    this.isSignedIn = false;
    this.#answer = noSession;
  }

  answer(answer: (request: Request) => Response) {
    this.#answer = answer;
  }

  goDown() {
    this.#answer = () => HttpResponse.error();
  }

  /** Opens a tab of the portal in which Ada is signed in. It is closed after the test. */
  openTab({
    ownershipEntityRefs,
    ...options
  }: { signOutUrl?: string; ownershipEntityRefs?: string[] } = {}) {
    const navigation = { replace: jest.fn(), reload: jest.fn() };
    const session = new Session(
      mockApis.identity({
        token: createToken('0'),
        userEntityRef: identityOf(ADA.id).userEntityRef,
        ownershipEntityRefs,
        displayName: ADA.name,
      }),
      {
        provider: PROVIDER,
        discovery,
        proxyPrefix: '/_oauth2',
        signOutUrl: '/signed-out.html',
        navigation,
        ...options,
      },
    );
    const stopSync = syncTabs(session);
    const tab = {
      session,
      navigation,
      state: () => session.store.state,
      expectState: (state: SessionState['name']) =>
        waitFor(() => expect(session.store.state.name).toBe(state)),
      /** Signs a user in, and notifies the tab. */
      signIn: (user = ADA) => {
        this.signIn(user);
        return session.refresh();
      },
      /** Ends the session, and notifies the tab. */
      endSession: () => {
        this.endSession();
        return session.check();
      },
      close() {
        session.stop();
        stopSync();
      },
    };
    this.#tabs.push(tab);
    return tab;
  }
}

/** Opens an app's sign-in page, and returns the identities of the users that it signs in. */
export async function openSignInPage(
  session: ProxySession,
  provider: string,
  data = {},
): Promise<IdentityApi[]> {
  const SignInPage = session.wrap(props => (
    <ProxiedSignInPage {...props} provider={provider} />
  ));
  const identities: IdentityApi[] = [];
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [configApiRef, mockApis.config({ data })],
        [discoveryApiRef, discovery],
      ]}
    >
      <session.Notices />
      <SignInPage onSignInSuccess={identity => identities.push(identity)} />
    </TestApiProvider>,
  );
  return identities;
}

/** Fakes the timers in each test, except those that the network needs. */
export function fakeTimers() {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
}

/** Returns the token's number. The sign-in page's token has number 0. */
export function tokenId(token = ''): string {
  return JSON.parse(atob(token.split('.')[1])).jti;
}

function createToken(id: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const payload = btoa(
    JSON.stringify({ iat, exp: iat + TOKEN_LIFETIME_S, jti: id }),
  );
  return `header.${payload}.signature`;
}

function noSession(): Response {
  return HttpResponse.json({}, { status: 401 });
}

function identityOf(id: string) {
  const userEntityRef = `user:default/${id}`;
  return { type: 'user', userEntityRef, ownershipEntityRefs: [userEntityRef] };
}
