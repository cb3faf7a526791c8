import { IdentityApi } from '@backstage/core-plugin-api';
import { mockApis } from '@backstage/test-utils';
import { http, HttpResponse } from 'msw';
import { SetupServer, setupServer } from 'msw/node';
import { Session } from '../Session';
import { syncTabs } from '../syncTabs';

export const ORIGIN = window.location.origin;
export const PROVIDER = 'oauth2proxy';
const COOKIE = `${ORIGIN}/api/app/.backstage/auth/v1/cookie`;

export const ADA = { id: 'ada', name: 'Ada Lovelace' };
export const GRACE = { id: 'grace', name: 'Grace Hopper' };

const TOKEN_LIFETIME_S = 3600;

/** A portal behind its proxy, served over HTTP. */
export class TestPortal {
  readonly server: SetupServer;
  refreshes = 0;
  cookieCleared = false;
  isSignedIn = false;
  #tokens = 0;
  #answer = noSession;

  constructor(provider = PROVIDER) {
    this.server = setupServer(
      http.get(`${ORIGIN}/api/auth/${provider}/refresh`, () => {
        this.refreshes += 1;
        return this.#answer();
      }),
      http.delete(COOKIE, () => {
        this.cookieCleared = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
  }

  signIn({ id, name }: typeof ADA) {
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

  answer(answer: () => Response) {
    this.#answer = answer;
  }

  goDown() {
    this.#answer = () => HttpResponse.error();
  }
}

function noSession(): Response {
  return HttpResponse.json({}, { status: 401 });
}

function createToken(id: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const payload = btoa(
    JSON.stringify({ iat, exp: iat + TOKEN_LIFETIME_S, jti: id }),
  );
  return `header.${payload}.signature`;
}

/** Returns the number of the token. The sign-in page's token has number 0. */
export function tokenId(token = ''): string {
  return JSON.parse(atob(token.split('.')[1])).jti;
}

/** Opens a tab of the portal in which Ada is signed in. */
export function openTab(options: { signOutUrl?: string } = {}) {
  const navigation = { replace: jest.fn(), reload: jest.fn() };
  const session = new Session(firstIdentity(), {
    provider: PROVIDER,
    discovery: mockApis.discovery({ baseUrl: ORIGIN }),
    signOutUrl: '/signed-out.html',
    navigation,
    ...options,
  });
  const stopSync = syncTabs(session);
  return {
    session,
    navigation,
    state: () => session.store.state,
    close() {
      session.stop();
      stopSync();
    },
  };
}

function firstIdentity(): IdentityApi {
  return mockApis.identity({
    token: createToken('0'),
    userEntityRef: identityOf(ADA.id).userEntityRef,
    displayName: ADA.name,
  });
}

function identityOf(id: string) {
  const userEntityRef = `user:default/${id}`;
  return { type: 'user', userEntityRef, ownershipEntityRefs: [userEntityRef] };
}
